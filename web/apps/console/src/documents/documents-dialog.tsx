import '../styles/documents.css';

import { type ReactNode, useSyncExternalStore } from 'react';

import type { Api } from '../shared/api.js';
import { Dialog } from '../shared/dialog.js';
import { CloseIcon } from '../shared/icons.js';
import { documentStrings } from '../shared/document-strings.js';
import { DocumentsPanel } from './documents-panel.js';
import type { UploadQueue } from './upload-queue.js';
import { useDocuments } from './use-documents.js';

export interface DocumentsDialogProps {
  readonly api: Api;
  readonly uploads: UploadQueue;
  readonly onClose: () => void;
}

/** The documents in a dialog above the page. */
export function DocumentsDialog({ api, uploads, onClose }: DocumentsDialogProps): ReactNode {
  const { acceptedCount } = useSyncExternalStore(uploads.subscribe, uploads.snapshot);
  const documents = useDocuments(api, acceptedCount);
  return (
    <Dialog className="documents" label={documentStrings.title} onClose={onClose}>
      <div className="documents-head">
        <h2>{documentStrings.title}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={documentStrings.close}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </div>
      <DocumentsPanel documents={documents} uploads={uploads} />
    </Dialog>
  );
}
