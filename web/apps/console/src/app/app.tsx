import { LabelsProvider, ShimmerSkeleton } from '@firstword/react';
import type { ConversationSummary, FirstwordClient } from '@firstword/react/client';
import {
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';

import { ChatPage } from '../chat/chat-page.js';
import { ConversationDrawer } from '../conversations/conversation-drawer.js';
import { ConversationList } from '../conversations/conversation-list.js';
import { titleOf } from '../conversations/conversation-title.js';
import { useConversations } from '../conversations/use-conversations.js';
import { DocumentsButton } from '../documents/documents-button.js';
import { upload } from '../documents/upload.js';
import { useUploads } from '../documents/use-uploads.js';
import { Lab } from '../playground/lab.js';
import { PlaygroundPage } from '../playground/playground-page.js';
import { labels, strings } from '../strings.js';
import { Studio } from '../studio/studio.js';
import { Api } from './api.js';
import type { Credential } from './credential.js';
import { Header } from './header.js';
import { PageLost } from './page-lost.js';
import { chatPath, type Route } from './routes.js';
import { SignIn } from './sign-in.js';
import { Unavailable } from './unavailable.js';
import { useNavigation } from './use-navigation.js';
import { useServer } from './use-server.js';

/** Loaded when somebody goes there: it brings the charts. */
const LatencyPage = lazy(async () => {
  try {
    return { default: (await import('../latency/latency-page.js')).LatencyPage };
  } catch {
    // The server may have been updated since this page was loaded, or cannot be reached.
    return { default: PageLost };
  }
});

export interface AppProps {
  /** Sends what `credential` holds with every request. */
  readonly client: FirstwordClient;
  /** The same, telling the server what people see of the turns that they ask for. */
  readonly measured: FirstwordClient;
  readonly credential: Credential;
}

/** The console: its frame, and the page that the address names. */
export function App({ client, measured, credential }: AppProps): ReactNode {
  const { route, query, visit, goTo, rename } = useNavigation();
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
  const onQuery = useCallback((query: string) => {
    history.replaceState(null, '', location.pathname + query);
  }, []);
  const onConversation = useCallback(
    (conversationId: string) => {
      rename(chatPath(conversationId));
    },
    [rename],
  );
  const lab = useMemo(
    () => new Lab((path, init) => fetch(path, init), credential.headers),
    [credential],
  );
  const api = useMemo(
    () => new Api((path, init) => fetch(path, init), credential.headers),
    [credential],
  );
  const uploads = useUploads(upload, credential.headers);
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
          ) : route.page === 'chat' ? (
            <ChatPage
              key={visit}
              client={measured}
              conversationId={route.conversationId}
              onConversation={onConversation}
              onTurnChange={conversations.refresh}
              onSimulated={setTurnSimulated}
              onOpen={open}
              documents={<DocumentsButton api={api} uploads={uploads} />}
            />
          ) : route.page === 'studio' ? (
            <Studio
              key={visit}
              client={measured}
              about={server.about}
              turnId={route.turnId}
              onAddress={rename}
              onOpen={open}
            />
          ) : route.page === 'playground' ? (
            server.about !== undefined && (
              <PlaygroundPage
                key={visit}
                client={client}
                about={server.about}
                lab={server.about.lab === true ? lab : undefined}
                query={location.search}
                onQuery={onQuery}
              />
            )
          ) : route.page === 'latency' ? (
            <Suspense fallback={<ShimmerSkeleton label={strings.latency.loadingPage} />}>
              <LatencyPage
                api={api}
                view={route.view}
                turnId={route.turnId}
                query={query}
                onAddress={rename}
                onOpen={open}
              />
            </Suspense>
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
