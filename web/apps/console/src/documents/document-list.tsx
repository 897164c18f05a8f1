import { type ReactNode, useState } from 'react';

import { TrashIcon } from '../shared/icons.js';
import { DeleteDialog } from '../conversations/delete-dialog.js';
import { documentStrings } from '../shared/document-strings.js';
import { strings } from '../shared/strings.js';
import type { DocumentRecord } from './document-records.js';
import type { Documents } from './use-documents.js';

export interface DocumentListProps {
  readonly documents: Documents;
  readonly list: readonly DocumentRecord[];
}

/** The documents, and whether they are searchable yet. */
export function DocumentList({ documents, list }: DocumentListProps): ReactNode {
  const [deleting, setDeleting] = useState<DocumentRecord>();
  return (
    <>
      <ul className="document-list" aria-label={documentStrings.title}>
        {list.map((document) => (
          <li key={document.id}>
            <div className="upload-what">
              <span className="document-title" title={document.source}>
                {titleOf(document)}
              </span>
              <span
                className="document-note"
                data-state={document.state}
                role={document.state === 'processing' ? 'status' : undefined}
              >
                {noteOn(document)}
              </span>
            </div>
            <button
              type="button"
              className="icon-button"
              aria-label={documentStrings.delete(titleOf(document))}
              onClick={() => {
                setDeleting(document);
              }}
            >
              <TrashIcon />
            </button>
          </li>
        ))}
      </ul>
      {documents.hasMore && (
        <button type="button" className="fw-quiet-button" onClick={documents.loadMore}>
          {documentStrings.more}
        </button>
      )}
      {deleting !== undefined && (
        <DeleteDialog
          question={documentStrings.deleteQuestion}
          warning={documentStrings.deleteWarning}
          title={titleOf(deleting)}
          onDelete={async () => {
            await documents.remove(deleting.id);
            setDeleting(undefined);
          }}
          onCancel={() => {
            setDeleting(undefined);
          }}
        />
      )}
    </>
  );
}

function titleOf({ title, source }: DocumentRecord): string {
  if (title.trim() !== '') return title;
  return source.trim() === '' ? documentStrings.untitled : source;
}

function noteOn({ state, failure, bytes, media_type: mediaType }: DocumentRecord): string {
  switch (state) {
    case 'processing':
      return documentStrings.processing;
    case 'failed':
      return failure ?? strings.documents.failed;
    case 'ready':
      return documentStrings.kind(mediaType, bytes);
  }
}
