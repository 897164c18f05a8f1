import type { ReactNode } from 'react';

import { CloseIcon } from '../shared/icons.js';
import { documentStrings } from '../shared/document-strings.js';
import { strings } from '../shared/strings.js';
import type { UploadQueue, UploadView } from './upload-queue.js';

export interface UploadListProps {
  readonly queue: UploadQueue;
  readonly uploads: readonly UploadView[];
}

/** Uploads with their progress and a cancel button. */
export function UploadList({ queue, uploads }: UploadListProps): ReactNode {
  return uploads.length === 0 ? null : (
    <ul className="uploads" aria-label={documentStrings.uploads}>
      {uploads.map((each) => (
        <UploadItem
          key={each.key}
          upload={each}
          onRetry={() => {
            queue.retry(each.key);
          }}
          onRemove={() => {
            queue.remove(each.key);
          }}
        />
      ))}
    </ul>
  );
}

interface UploadItemProps {
  readonly upload: UploadView;
  readonly onRetry: () => void;
  readonly onRemove: () => void;
}

function UploadItem({ upload, onRetry, onRemove }: UploadItemProps): ReactNode {
  const { name, progress, failure, retryable } = upload;
  const percent = Math.round(progress * 100);
  return (
    <li data-failed={failure === undefined ? undefined : ''}>
      <div className="upload-what">
        <span className="document-title" title={name}>
          {name}
        </span>
        {failure === undefined ? (
          <>
            <progress
              max={100}
              // A full bar would claim that the upload is complete.
              value={progress < 1 ? percent : undefined}
              aria-label={documentStrings.progress(name)}
            />
            <span className="document-note">
              {progress < 1 ? documentStrings.sent(percent) : documentStrings.reading}
            </span>
          </>
        ) : (
          <span className="document-note document-failure" role="alert">
            {failure}
          </span>
        )}
      </div>
      {failure !== undefined && retryable && (
        <button type="button" className="fw-quiet-button" onClick={onRetry}>
          {strings.tryAgain}
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={
          failure === undefined ? documentStrings.cancel(name) : documentStrings.dismiss(name)
        }
        onClick={onRemove}
      >
        <CloseIcon />
      </button>
    </li>
  );
}
