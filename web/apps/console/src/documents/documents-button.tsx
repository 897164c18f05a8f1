import { type ReactNode, Suspense, useState, useSyncExternalStore } from 'react';

import type { Api } from '../shared/api.js';
import { loadedPart } from '../shared/loaded-part.js';
import { strings } from '../shared/strings.js';
import type { UploadQueue } from './upload-queue.js';

const DocumentsDialog = loadedPart(
  async () => (await import('./documents-dialog.js')).DocumentsDialog,
);

export interface DocumentsButtonProps {
  readonly api: Api;
  /** Uploads in progress. They continue across pages. */
  readonly uploads: UploadQueue;
}

/** Opens the documents. While they are closed, it shows the number of uploads in progress. */
export function DocumentsButton({ api, uploads }: DocumentsButtonProps): ReactNode {
  const [open, setOpen] = useState(false);
  const state = useSyncExternalStore(uploads.subscribe, uploads.snapshot);
  const uploadsInProgress = state.uploads.filter(({ failure }) => failure === undefined).length;
  return (
    <>
      <button
        type="button"
        className="link-button documents-button"
        onClick={() => {
          setOpen(true);
        }}
      >
        {uploadsInProgress === 0
          ? strings.documents.title
          : strings.documents.onWay(uploadsInProgress)}
      </button>
      {open && (
        <Suspense>
          <DocumentsDialog
            api={api}
            uploads={uploads}
            onClose={() => {
              setOpen(false);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
