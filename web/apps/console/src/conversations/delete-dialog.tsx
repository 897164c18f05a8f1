import { type ReactNode, useState } from 'react';

import { Dialog } from '../shared/dialog.js';
import { strings } from '../shared/strings.js';

export interface DeleteDialogProps {
  readonly question: string;
  /** Describes what is lost. */
  readonly warning: string;
  readonly title: string;
  readonly onDelete: () => Promise<void>;
  readonly onCancel: () => void;
}

/** Asks for confirmation before something is deleted for good. */
export function DeleteDialog(props: DeleteDialogProps): ReactNode {
  const { question, warning, title, onDelete, onCancel } = props;
  const [failed, setFailed] = useState(false);

  const remove = async (): Promise<void> => {
    try {
      await onDelete();
    } catch {
      setFailed(true);
    }
  };
  return (
    <Dialog className="question" label={question} onClose={onCancel}>
      <h2>{question}</h2>
      <p className="question-subject">{title}</p>
      <p>{failed ? strings.deleteFailed : warning}</p>
      <div className="question-actions">
        <button type="button" className="fw-button" onClick={onCancel}>
          {strings.keep}
        </button>
        <button type="button" className="fw-button danger-button" onClick={() => void remove()}>
          {strings.delete}
        </button>
      </div>
    </Dialog>
  );
}
