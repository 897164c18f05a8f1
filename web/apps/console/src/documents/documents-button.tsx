import { type ReactNode, useState } from 'react';

import type { Api } from '../app/api.js';
import { Dialog } from '../app/dialog.js';
import { CloseIcon } from '../app/icons.js';
import { strings } from '../strings.js';
import { DocumentsPanel } from './documents-panel.js';
import { upload } from './upload.js';
import { useDocuments } from './use-documents.js';
import { type Uploads, useUploads } from './use-uploads.js';

/** Opens the documents, and says how many files are on their way while they are closed. */
export function DocumentsButton({ api }: { readonly api: Api }): ReactNode {
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState(0);
  const [onDone] = useState(() => () => {
    setDone((count) => count + 1);
  });
  const uploads = useUploads(upload, api.headers, onDone);
  const onWay = uploads.uploads.filter(({ failure }) => failure === undefined).length;
  return (
    <>
      <button
        type="button"
        className="link-button documents-button"
        onClick={() => {
          setOpen(true);
        }}
      >
        {onWay === 0 ? strings.documents.title : strings.documents.onWay(onWay)}
      </button>
      {open && (
        <DocumentsDialog
          api={api}
          taken={done}
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
  /** How many files the server has taken. */
  readonly taken: number;
  readonly uploads: Uploads;
  readonly onClose: () => void;
}

/** What answers may rest on, above the page. */
function DocumentsDialog({ api, taken, uploads, onClose }: DocumentsDialogProps): ReactNode {
  const documents = useDocuments(api, taken);
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
