import '../styles/dialogs.css';

import { type ReactNode, useEffect, useRef } from 'react';

export interface DialogProps {
  readonly className: string;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal dialog. Escape or a click outside closes it. */
export function Dialog({ className, label, onClose, children }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    if (!element.open) element.showModal();
    // The backdrop belongs to the dialog, so that a click outside the box arrives at the dialog itself.
    const onClick = (event: MouseEvent): void => {
      if (event.target === element) element.close();
    };
    element.addEventListener('click', onClick);
    return () => {
      element.removeEventListener('click', onClick);
    };
  }, []);

  return (
    <dialog ref={dialog} className={className} aria-label={label} onClose={onClose}>
      <div className="dialog-box">{children}</div>
    </dialog>
  );
}
