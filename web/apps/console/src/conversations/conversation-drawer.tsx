import type { ReactNode } from 'react';

import { Dialog } from '../shared/dialog.js';
import { CloseIcon } from '../shared/icons.js';
import { strings } from '../shared/strings.js';

export interface ConversationDrawerProps {
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The list of conversations as a drawer, on screens with no room for it next to the page. */
export function ConversationDrawer({ onClose, children }: ConversationDrawerProps): ReactNode {
  return (
    <Dialog className="drawer" label={strings.conversations} onClose={onClose}>
      <div className="drawer-head">
        <h2>{strings.conversations}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={strings.closeConversations}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </div>
      {children}
    </Dialog>
  );
}
