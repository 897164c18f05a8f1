'use client';

import {
  type DragEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';

import { createClient } from '../client/index.js';
import { useLabels } from '../labels/use-labels.js';
import { attachmentsOf } from '../turn/chat-message.js';
import { AttachmentList } from './attachment-list.js';
import { AttachmentQueue } from './attachment-queue.js';
import type { ComposerAttachments, DropTarget } from './composer-attachments.js';
import { AttachIcon } from './icons.js';
import { type AttachmentLimits, defaultLimits } from './limits.js';
import { type MessageAttachmentsProps } from './message-attachments.js';
import { contentOf, fileNamed } from './stored-content.js';

/** What `useAttachments` returns: the prop of `Composer`, and what a page needs besides. */
export interface MessageDraftAttachments extends ComposerAttachments {
  /**
   * Adds the images and files of an earlier message, so that it can be edited and sent again. Those that are not in
   * this page's memory are loaded first; those that no longer exist are left out.
   */
  readonly restore: (from: MessageAttachmentsProps) => Promise<void>;
}

/**
 * The images and files of the message that is being written, from a button, from the clipboard or dropped. They
 * are read at once, and checked before anything is sent.
 *
 * @param options limits other than the defaults
 */
export function useAttachments(options: Partial<AttachmentLimits> = {}): MessageDraftAttachments {
  const limits = { ...defaultLimits, ...options };
  const [queue] = useState(() => new AttachmentQueue(limits));
  useEffect(() => {
    queue.configure(limits);
  });
  const view = useSyncExternalStore(queue.subscribe, queue.snapshot, queue.snapshot);
  const [draggedOver, setDraggedOver] = useState(false);
  const restoring = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    restoring.current = controller;
    return () => {
      controller.abort();
      queue.clear();
    };
  }, [queue]);
  const { add, remove, clear } = queue;
  const restore = useCallback(
    async (from: MessageAttachmentsProps): Promise<void> => {
      const { signal } = restoring.current;
      const files = await filesOf(from, signal);
      if (!signal.aborted) add(files);
    },
    [add],
  );
  const dropTarget = useMemo(() => dropTargetOf(add, setDraggedOver), [add]);
  const parts = view.files.flatMap(({ part }) => part ?? []);
  return {
    state:
      view.files.length === 0 ? 'empty' : parts.length < view.files.length ? 'reading' : 'ready',
    parts,
    draggedOver,
    add,
    clear,
    restore,
    dropTarget,
    button: <AttachButton types={limits.types} onFiles={add} />,
    list: <AttachmentList view={view} limits={limits} onRemove={remove} />,
  };
}

async function filesOf(from: MessageAttachmentsProps, signal: AbortSignal): Promise<File[]> {
  const { message, conversationId, client = createClient() } = from;
  const { attachments = [] } = attachmentsOf(message);
  const files = await Promise.all(
    attachments.map(async (part) => {
      const content = await contentOf(part, { client, conversationId }, signal).catch(
        () => undefined,
      );
      return content === undefined ? [] : [fileNamed(part, content)];
    }),
  );
  return files.flat();
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
