import { LabelsProvider } from '@firstword/react';
import type { FirstwordClient } from '@firstword/react/client';
import { type ReactNode, useCallback, useEffect, useState } from 'react';

import { ChatPage } from '../chat/chat-page.js';
import { ConversationDrawer } from '../conversations/conversation-drawer.js';
import { ConversationList } from '../conversations/conversation-list.js';
import { titleOf } from '../conversations/conversation-title.js';
import { useConversations } from '../conversations/use-conversations.js';
import { labels, strings } from '../strings.js';
import { Header } from './header.js';
import { chatPath } from './routes.js';
import { Unavailable } from './unavailable.js';
import { useNavigation } from './use-navigation.js';
import { useServer } from './use-server.js';

/** The console: its frame, and the page that the address names. */
export function App({ client }: { readonly client: FirstwordClient }): ReactNode {
  const { route, visit, goTo, rename } = useNavigation();
  const server = useServer(client);
  const conversations = useConversations(client);
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [turnSimulated, setTurnSimulated] = useState<boolean>();
  const current = route.page === 'chat' ? route.conversationId : undefined;

  const shown = conversations.list?.find(({ id }) => id === current);
  const title = shown === undefined ? strings.product : strings.pageTitle(titleOf(shown));

  useEffect(() => {
    document.title = title;
  }, [title]);
  const open = useCallback(
    (path: string) => {
      setDrawerOpen(false);
      goTo(path);
    },
    [goTo],
  );
  const onConversation = useCallback(
    (conversationId: string) => {
      rename(chatPath(conversationId));
    },
    [rename],
  );
  const list = <ConversationList conversations={conversations} current={current} onOpen={open} />;

  return (
    <LabelsProvider value={labels}>
      <div className="frame">
        <Header
          simulated={turnSimulated ?? server.about?.simulated ?? false}
          onOpen={open}
          onConversations={() => {
            setDrawerOpen(true);
          }}
        />
        <div className="sidebar">{list}</div>
        <main className="page">
          {server.unreachable && (
            <div className="banner" role="alert">
              <span>{strings.unreachable}</span>
              <button type="button" className="fw-button" onClick={server.tryNow}>
                {strings.tryNow}
              </button>
            </div>
          )}
          {route.page === 'chat' ? (
            <ChatPage
              key={visit}
              client={client}
              conversationId={route.conversationId}
              onConversation={onConversation}
              onTurnChange={conversations.refresh}
              onSimulated={setTurnSimulated}
              onOpen={open}
            />
          ) : (
            <Unavailable title={strings.unknownTitle} text={strings.unknownText} onOpen={open} />
          )}
        </main>
        {drawerOpen && (
          <ConversationDrawer
            onClose={() => {
              setDrawerOpen(false);
            }}
          >
            {list}
          </ConversationDrawer>
        )}
      </div>
    </LabelsProvider>
  );
}
