import { type ReactNode, useState } from 'react';

import { strings } from '../shared/strings.js';
import { canNotify, isNotifying, stopNotifying, startNotifying } from './notifications.js';

export interface NotifyButtonProps {
  /** Shown where the browser has no notifications, or the user has refused them. */
  readonly children: ReactNode;
}

/** Asks for a notification when answers are complete, and takes that back. */
export function NotifyButton({ children }: NotifyButtonProps): ReactNode {
  const [possible, setPossible] = useState(canNotify);
  const [notifying, setNotifying] = useState(isNotifying);
  if (!possible) {
    return <p>{children}</p>;
  }
  const toggle = async (): Promise<void> => {
    if (notifying) stopNotifying();
    else await startNotifying();
    setNotifying(isNotifying());
    setPossible(canNotify());
  };
  return (
    <button
      type="button"
      className="link-button"
      aria-pressed={notifying}
      onClick={() => void toggle()}
    >
      {notifying ? strings.notifying : strings.notify}
    </button>
  );
}
