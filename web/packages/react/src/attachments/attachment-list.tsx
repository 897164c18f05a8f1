'use client';

import { type ReactNode, useRef } from 'react';

import type { Labels } from '../labels/labels.js';
import { useLabels } from '../labels/use-labels.js';
import type { AttachedFile, AttachmentsView } from './attachment-queue.js';
import { BlobImage, isDrawn } from './blob-image.js';
import { FileIcon, RemoveIcon } from './icons.js';
import type { AttachmentLimits, AttachmentProblem } from './limits.js';

export interface AttachmentListProps {
  readonly view: AttachmentsView;
  readonly limits: AttachmentLimits;
  readonly onRemove: (key: string) => void;
}

/** The files of the message that is being written, each with its preview, size, progress and a remove button. */
export function AttachmentList({ view, limits, onRemove }: AttachmentListProps): ReactNode {
  const labels = useLabels();
  const list = useRef<HTMLUListElement>(null);
  const { files, problems } = view;
  const remove = (index: number): void => {
    // The focus stays where the next file can be removed, or returns to the message.
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const next = buttons[index + 1] ?? buttons[index - 1];
    (next ?? list.current?.closest('form')?.querySelector('textarea'))?.focus();
    const removed = files[index];
    if (removed !== undefined) onRemove(removed.key);
  };
  return (
    <>
      {files.length > 0 && (
        <ul ref={list} className="fw-attachments" aria-label={labels.attachments}>
          {files.map((each, index) => (
            <AttachmentItem
              key={each.key}
              attached={each}
              onRemove={() => {
                remove(index);
              }}
            />
          ))}
        </ul>
      )}
      {problems.length > 0 && (
        <div className="fw-attachment-problems" role="alert">
          {problems.map((problem, index) => (
            <p key={index}>{problemText(problem, limits, labels)}</p>
          ))}
        </div>
      )}
    </>
  );
}

function AttachmentItem(props: {
  readonly attached: AttachedFile;
  readonly onRemove: () => void;
}): ReactNode {
  const { attached, onRemove } = props;
  const { file, progress, part } = attached;
  const labels = useLabels();
  return (
    <li className="fw-attachment" data-state={part === undefined ? 'reading' : 'ready'}>
      <span className="fw-attachment-picture">
        {isDrawn(file.type) ? <BlobImage blob={file} alt="" /> : <FileIcon />}
      </span>
      <span className="fw-attachment-what">
        <bdi className="fw-attachment-name" title={file.name}>
          {file.name}
        </bdi>
        <span className="fw-attachment-size">
          {part === undefined ? labels.attachmentReading : labels.fileSize(file.size)}
        </span>
      </span>
      {part === undefined && (
        <progress max={1} value={progress} aria-label={labels.attachmentProgress(file.name)} />
      )}
      <button
        type="button"
        className="fw-icon-button"
        aria-label={labels.removeAttachment(file.name)}
        onClick={onRemove}
        onKeyDown={(event) => {
          if (event.key === 'Delete' || event.key === 'Backspace') onRemove();
        }}
      >
        <RemoveIcon />
      </button>
    </li>
  );
}

function problemText(
  { reason, name }: AttachmentProblem,
  limits: AttachmentLimits,
  labels: Labels,
): string {
  switch (reason) {
    case 'type':
      return labels.attachmentType(name);
    case 'empty':
      return labels.attachmentEmpty(name);
    case 'too large':
      return labels.attachmentTooLarge(name, labels.fileSize(limits.maxBytesPerFile));
    case 'too large in all':
      return labels.attachmentsTooLarge(name, labels.fileSize(limits.maxBytesInAll));
    case 'too many':
      return labels.attachmentsTooMany(name, limits.maxFiles);
    case 'unreadable':
      return labels.attachmentUnreadable(name);
  }
}
