import { type ReactNode, useState } from 'react';

import { Dialog } from '../app/dialog.js';
import { strings } from '../strings.js';

export interface DeleteDialogProps {
  readonly title: string;
  readonly onDelete: () => Promise<void>;
  readonly onKeep: () => void;
}

/** Asks before a conversation is lost for good. */
export function DeleteDialog({ title, onDelete, onKeep }: DeleteDialogProps): ReactNode {
  const [failed, setFailed] = useState(false);

  const remove = async (): Promise<void> => {
    try {
      await onDelete();
    } catch {
      setFailed(true);
    }
  };
  return (
    <Dialog className="question" label={strings.deleteQuestion} onClose={onKeep}>
      <h2>{strings.deleteQuestion}</h2>
      <p className="question-subject">{title}</p>
      <p>{failed ? strings.deleteFailed : strings.deleteWarning}</p>
      <div className="question-actions">
        <button type="button" className="fw-button" onClick={onKeep}>
          {strings.keep}
        </button>
        <button type="button" className="fw-button danger-button" onClick={() => void remove()}>
          {strings.delete}
        </button>
      </div>
    </Dialog>
  );
}
