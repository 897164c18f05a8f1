import { type ReactNode, useState, useSyncExternalStore } from 'react';

import type { Api } from '../shared/api.js';
import { Dialog } from '../shared/dialog.js';
import { CloseIcon } from '../shared/icons.js';
import { strings } from '../shared/strings.js';
import { DocumentsPanel } from './documents-panel.js';
import { useDocuments } from './use-documents.js';
import type { UploadQueue } from './upload-queue.js';

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
        <DocumentsDialog
          api={api}
          uploads={uploads}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

interface DocumentsDialogProps {
  readonly api: Api;
  readonly uploads: UploadQueue;
  readonly onClose: () => void;
}

/** The documents in a dialog above the page. */
function DocumentsDialog({ api, uploads, onClose }: DocumentsDialogProps): ReactNode {
  const { acceptedCount } = useSyncExternalStore(uploads.subscribe, uploads.snapshot);
  const documents = useDocuments(api, acceptedCount);
  return (
    <Dialog className="documents" label={strings.documents.title} onClose={onClose}>
      <div className="documents-head">
        <h2>{strings.documents.title}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={strings.documents.close}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </div>
      <DocumentsPanel documents={documents} uploads={uploads} />
    </Dialog>
  );
}
