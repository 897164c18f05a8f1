import { LabelsProvider } from '@firstword/react';
import type { ConversationSummary, FirstwordClient } from '@firstword/react/client';
import {
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';

import { ConversationDrawer } from '../conversations/conversation-drawer.js';
import { ConversationList } from '../conversations/conversation-list.js';
import { titleOf } from '../conversations/conversation-title.js';
import { useConversations } from '../conversations/use-conversations.js';
import { upload } from '../documents/upload.js';
import { UploadQueue } from '../documents/upload-queue.js';
import { Lab } from '../playground/lab.js';
import { labels, strings } from '../strings.js';
import { Api } from './api.js';
import type { Credential } from './credential.js';
import { Header } from './header.js';
import { Page } from './page.js';
import { chatPath, type Route } from './routes.js';
import { SignIn } from './sign-in.js';
import { useNavigation } from './use-navigation.js';
import { useServer } from './use-server.js';

export interface AppProps {
  /** Sends what `credential` holds with every request. */
  readonly client: FirstwordClient;
  /** The same, telling the server what people see of the turns that they ask for. */
  readonly measured: FirstwordClient;
  readonly credential: Credential;
}

/** The console: its frame, and the page that the address names. */
export function App({ client, measured, credential }: AppProps): ReactNode {
  const navigation = useNavigation();
  const { route, goTo } = navigation;
  const server = useServer(client);
  const conversations = useConversations(client);
  const { refresh } = conversations;
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [turnSimulated, setTurnSimulated] = useState<boolean>();
  const current = route.page === 'chat' ? route.conversationId : undefined;

  const shown = conversations.list?.find(({ id }) => id === current);
  const title = titleFor(route, shown);

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
  const lab = useMemo(
    () => new Lab((path, init) => fetch(path, init), credential.headers),
    [credential],
  );
  const api = useMemo(
    () => new Api((path, init) => fetch(path, init), credential.headers),
    [credential],
  );
  const uploads = useMemo(() => new UploadQueue(upload, credential.headers), [credential]);
  const signedIn = useSyncExternalStore(credential.subscribe, credential.value) !== undefined;
  const signIn = useCallback(
    (given: string) => {
      credential.set(given);
      refresh();
    },
    [credential, refresh],
  );
  const signOut = useCallback(() => {
    setDrawerOpen(false);
    credential.clear();
    goTo(chatPath());
    refresh();
  }, [credential, refresh, goTo]);
  const list = conversations.unknownCaller ? undefined : (
    <ConversationList
      conversations={conversations}
      current={current}
      onOpen={open}
      onSignOut={signedIn ? signOut : undefined}
    />
  );

  return (
    <LabelsProvider value={labels}>
      <div className="frame" data-page={route.page}>
        <Header
          simulated={turnSimulated ?? server.about?.simulated ?? false}
          lab={server.about?.lab ?? false}
          page={route.page}
          onOpen={open}
          onConversations={
            route.page === 'chat'
              ? () => {
                  setDrawerOpen(true);
                }
              : undefined
          }
        />
        {route.page === 'chat' && <div className="sidebar">{list}</div>}
        <main className="page">
          {server.unreachable && (
            <div className="banner" role="alert">
              <span>{strings.unreachable}</span>
              <button type="button" className="fw-button" onClick={server.tryNow}>
                {strings.tryNow}
              </button>
            </div>
          )}
          {conversations.unknownCaller ? (
            <SignIn refused={signedIn} onSignIn={signIn} />
          ) : (
            <Page
              navigation={navigation}
              server={server}
              client={client}
              measured={measured}
              api={api}
              lab={lab}
              uploads={uploads}
              onTurnChange={conversations.refresh}
              onSimulated={setTurnSimulated}
              onOpen={open}
            />
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

/** What the window is called. */
function titleFor(route: Route, conversation: ConversationSummary | undefined): string {
  switch (route.page) {
    case 'studio':
      return strings.pageTitle(strings.studio.page);
    case 'playground':
      return strings.pageTitle(strings.playground.page);
    case 'latency':
      return strings.pageTitle(strings.latency.page);
    case 'chat':
    case 'unknown':
      return conversation === undefined
        ? strings.product
        : strings.pageTitle(titleOf(conversation));
  }
}
