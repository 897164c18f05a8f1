import { ShimmerSkeleton } from '@firstword/react';
import { type ReactNode, useId, useState, useSyncExternalStore } from 'react';

import { documentStrings } from '../shared/document-strings.js';
import { strings } from '../shared/strings.js';
import { DocumentList } from './document-list.js';
import { acceptedExtensions } from './document-records.js';
import { UploadList } from './upload-list.js';
import type { Documents } from './use-documents.js';
import type { UploadQueue } from './upload-queue.js';

export interface DocumentsPanelProps {
  readonly documents: Documents;
  readonly uploads: UploadQueue;
}

/** The documents, the uploads in progress, and the drop zone for more. */
export function DocumentsPanel({ documents, uploads }: DocumentsPanelProps): ReactNode {
  const { list, failure, refresh } = documents;
  const uploadState = useSyncExternalStore(uploads.subscribe, uploads.snapshot).uploads;
  return (
    <>
      <DropZone
        onFiles={(files) => {
          uploads.add(files);
        }}
      />
      <UploadList queue={uploads} uploads={uploadState} />
      {failure !== undefined && (
        <p className="documents-failure" role="alert">
          {failure}{' '}
          <button type="button" className="link-button" onClick={refresh}>
            {strings.tryAgain}
          </button>
        </p>
      )}
      {list === undefined ? (
        failure === undefined && (
          <ShimmerSkeleton label={documentStrings.loading} lines={[70, 84, 62]} />
        )
      ) : list.length === 0 && uploadState.length === 0 ? (
        <p className="documents-empty">{documentStrings.empty}</p>
      ) : (
        <DocumentList documents={documents} list={list} />
      )}
    </>
  );
}

/** A file input that fills the drop zone, so that the browser handles dropped files by itself. */
function DropZone({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }): ReactNode {
  const [isDraggedOver, setDraggedOver] = useState(false);
  const note = useId();
  const leave = (): void => {
    setDraggedOver(false);
  };
  return (
    <label className="drop-place" data-over={isDraggedOver ? '' : undefined}>
      <input
        type="file"
        multiple
        accept={acceptedExtensions}
        aria-describedby={note}
        onDragEnter={() => {
          setDraggedOver(true);
        }}
        onDragLeave={leave}
        onDrop={leave}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // Allows choosing the same file again.
          event.target.value = '';
        }}
      />
      <span className="drop-place-choose">{documentStrings.choose}</span>
      <span className="drop-place-drop">{documentStrings.drop}</span>
      <span id={note} className="drop-place-note">
        {documentStrings.formats}
      </span>
    </label>
  );
}
