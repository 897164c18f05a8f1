import { type ReactNode, Suspense, useCallback, useState } from 'react';

import { loadedPart } from '../shared/loaded-part.js';
import { Header, type HeaderProps } from './header.js';

const ConversationDrawer = loadedPart(
  async () => (await import('../conversations/conversation-drawer.js')).ConversationDrawer,
);

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
      {drawerOpen && (
        <Suspense>
          <ConversationDrawer onClose={close}>{list(close)}</ConversationDrawer>
        </Suspense>
      )}
    </div>
  );
}
