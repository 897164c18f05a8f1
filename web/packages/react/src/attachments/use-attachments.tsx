'use client';

import {
  type DragEvent,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';

import { useLabels } from '../labels/use-labels.js';
import { AttachmentList } from './attachment-list.js';
import { AttachmentQueue } from './attachment-queue.js';
import type { ComposerAttachments, DropTarget } from './composer-attachments.js';
import { AttachIcon } from './icons.js';
import { type AttachmentLimits, defaultLimits } from './limits.js';

/**
 * The images and files of the message that is being written, from a button, from the clipboard or dropped. They
 * are read at once, and checked before anything is sent.
 *
 * @param options limits other than the defaults
 */
export function useAttachments(options: Partial<AttachmentLimits> = {}): ComposerAttachments {
  const limits = { ...defaultLimits, ...options };
  const [queue] = useState(() => new AttachmentQueue(limits));
  useEffect(() => {
    queue.configure(limits);
  });
  const view = useSyncExternalStore(queue.subscribe, queue.snapshot, queue.snapshot);
  const [draggedOver, setDraggedOver] = useState(false);
  useEffect(() => queue.clear, [queue]);
  const { add, remove, clear } = queue;
  const dropTarget = useMemo(() => dropTargetOf(add, setDraggedOver), [add]);
  const parts = view.files.flatMap(({ part }) => part ?? []);
  return {
    state:
      view.files.length === 0 ? 'empty' : parts.length < view.files.length ? 'reading' : 'ready',
    parts,
    draggedOver,
    add,
    clear,
    dropTarget,
    button: <AttachButton types={limits.types} onFiles={add} />,
    list: <AttachmentList view={view} limits={limits} onRemove={remove} />,
  };
}

export interface AttachButtonProps {
  /** The media types that the file dialog offers. */
  readonly types: readonly string[];
  readonly onFiles: (files: readonly File[]) => void;
}

/** Opens the file dialog. */
export function AttachButton(props: AttachButtonProps): ReactNode {
  const labels = useLabels();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={props.types.join(',')}
        onChange={({ target }) => {
          props.onFiles([...(target.files ?? [])]);
          // Allows choosing the same file again.
          target.value = '';
        }}
      />
      <button
        type="button"
        className="fw-icon-button fw-attach"
        aria-label={labels.attach}
        title={labels.attach}
        onClick={() => input.current?.click()}
      >
        <AttachIcon />
      </button>
    </>
  );
}

function dropTargetOf(
  add: (files: Iterable<File>) => void,
  setDraggedOver: (over: boolean) => void,
): DropTarget {
  return {
    onDragOver(event) {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDraggedOver(true);
    },
    onDragLeave({ currentTarget, relatedTarget }) {
      const inside = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
      if (!inside) setDraggedOver(false);
    },
    onDrop(event) {
      // A drop target within another has taken them.
      if (!hasFiles(event) || event.isDefaultPrevented()) return;
      event.preventDefault();
      setDraggedOver(false);
      add([...event.dataTransfer.files]);
    },
  };
}

/** Dragged text and links are none of ours. */
function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes('Files');
}
