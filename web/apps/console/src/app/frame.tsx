import { type ReactNode, useCallback, useState } from 'react';

import { ConversationDrawer } from '../conversations/conversation-drawer.js';
import { Header, type HeaderProps } from './header.js';

export interface FrameProps extends Omit<HeaderProps, 'onConversations'> {
  /**
   * Renders the list of conversations, next to the chat or in a drawer. Receives a callback that closes the
   * drawer.
   */
  readonly list: (close: () => void) => ReactNode;
  readonly children: ReactNode;
}

/** The frame around every page: the header and, on the chat page, the conversations. */
export function Frame({ list, children, ...header }: FrameProps): ReactNode {
  const [drawerOpen, setDrawerOpen] = useState(false);
  const { page, onOpen } = header;
  const show = useCallback(() => {
    setDrawerOpen(true);
  }, []);
  const close = useCallback(() => {
    setDrawerOpen(false);
  }, []);
  const open = useCallback(
    (path: string) => {
      close();
      onOpen(path);
    },
    [close, onOpen],
  );
  return (
    <div className="frame" data-page={page}>
      <Header {...header} onOpen={open} onConversations={page === 'chat' ? show : undefined} />
      {page === 'chat' && <div className="sidebar">{list(close)}</div>}
      <main className="page">{children}</main>
      {drawerOpen && <ConversationDrawer onClose={close}>{list(close)}</ConversationDrawer>}
    </div>
  );
}
