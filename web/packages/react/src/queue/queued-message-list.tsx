'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import type { QueuedMessage } from './message-queue.js';
import type { QueuedMessages } from './use-message-queue.js';

export interface QueuedMessageListProps {
  readonly queued: QueuedMessages;
  /** Puts a message that was taken back into the field. Not offered for one with images or files. */
  readonly onEdit: (message: QueuedMessage) => void;
}

/** The messages that wait, above the message field. Each can be taken back. Renders nothing if there is none. */
export function QueuedMessageList({ queued, onEdit }: QueuedMessageListProps): ReactNode {
  const { messages, paused, remove, sendNow } = queued;
  const labels = useLabels();
  if (messages.length === 0) {
    return null;
  }
  return (
    <div className="fw-queue" role="group" aria-label={labels.queuedMessages}>
      <p className="fw-queue-note" role="status">
        {paused ? labels.queuePaused : labels.queueWaits(messages.length)}
        {paused && (
          <button type="button" className="fw-quiet-button" onClick={sendNow}>
            {labels.sendQueued}
          </button>
        )}
      </p>
      <ol>
        {messages.map(({ key, text, attachments }) => (
          <li key={key}>
            <span className="fw-queue-text" dir="auto">
              {text === '' ? labels.attachments : text}
            </span>
            {attachments === undefined && (
              <button
                type="button"
                className="fw-quiet-button"
                aria-label={labels.editQueued(text)}
                onClick={() => {
                  const taken = remove(key);
                  if (taken !== undefined) onEdit(taken);
                }}
              >
                {labels.takeBack}
              </button>
            )}
            <button
              type="button"
              className="fw-quiet-button"
              aria-label={labels.removeQueued(text)}
              onClick={() => {
                remove(key);
              }}
            >
              {labels.removeFromQueue}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
