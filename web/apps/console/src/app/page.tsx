import { ShimmerSkeleton } from '@firstword/react';
import type { FirstwordClient } from '@firstword/react/client';
import {
  type ComponentType,
  lazy,
  type LazyExoticComponent,
  type ReactNode,
  Suspense,
  useCallback,
} from 'react';

import { ChatPage } from '../chat/chat-page.js';
import { DocumentsButton } from '../documents/documents-button.js';
import type { UploadQueue } from '../documents/upload-queue.js';
import type { LabClient } from '../playground/lab-client.js';
import { strings } from '../shared/strings.js';
import type { Api } from '../shared/api.js';
import { PageLoadError } from './page-load-error.js';
import { chatPath } from '../shared/routes.js';
import { Unavailable } from '../shared/unavailable.js';
import type { Navigation } from './use-navigation.js';
import type { Server } from './use-server.js';

/**
 * A page that is loaded on demand, so that the chat is there sooner. Loading fails if the server was updated after
 * this page was loaded, or cannot be reached.
 */
function loadedPage<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    try {
      return { default: await load() };
    } catch {
      return { default: PageLoadError };
    }
  });
}

const LatencyPage = loadedPage(
  async () => (await import('../latency/latency-page.js')).LatencyPage,
);
const PartsPage = loadedPage(async () => (await import('../parts/parts-page.js')).PartsPage);
const PlaygroundPage = loadedPage(
  async () => (await import('../playground/playground-page.js')).PlaygroundPage,
);
const Studio = loadedPage(async () => (await import('../studio/studio.js')).Studio);

export interface PageProps {
  readonly navigation: Navigation;
  readonly server: Server;
  readonly client: FirstwordClient;
  /** The same client, which also reports what users see. */
  readonly instrumentedClient: FirstwordClient;
  readonly api: Api;
  readonly lab: LabClient;
  readonly uploads: UploadQueue;
  readonly onTurnChange: () => void;
  readonly onSimulated: (simulated: boolean) => void;
  readonly onOpen: (path: string) => void;
}

/** The page that the URL names. */
export function Page(props: PageProps): ReactNode {
  return (
    <Suspense fallback={<ShimmerSkeleton label={strings.loadingPage} />}>
      <NamedPage {...props} />
    </Suspense>
  );
}

function NamedPage(props: PageProps): ReactNode {
  const { navigation, server, client, instrumentedClient, api, lab, uploads, onOpen } = props;
  const { route, query, visitId, replaceUrl } = navigation;
  const onConversation = useCallback(
    (conversationId: string) => {
      replaceUrl(chatPath(conversationId));
    },
    [replaceUrl],
  );
  switch (route.page) {
    case 'chat':
      return (
        <ChatPage
          key={visitId}
          client={instrumentedClient}
          conversationId={route.conversationId}
          onConversation={onConversation}
          onTurnChange={props.onTurnChange}
          onSimulated={props.onSimulated}
          onOpen={onOpen}
          documents={<DocumentsButton api={api} uploads={uploads} />}
        />
      );
    case 'studio':
      return (
        <Studio
          key={visitId}
          client={instrumentedClient}
          about={server.about}
          turnId={route.turnId}
          onUrlChange={replaceUrl}
          onOpen={onOpen}
        />
      );
    case 'playground':
      return (
        server.about !== undefined && (
          <PlaygroundPage
            key={visitId}
            client={client}
            about={server.about}
            lab={server.about.lab === true ? lab : undefined}
            query={location.search}
            onQuery={replaceQuery}
          />
        )
      );
    case 'latency':
      return (
        <LatencyPage
          api={api}
          view={route.view}
          turnId={route.turnId}
          query={query}
          onUrlChange={replaceUrl}
          onOpen={onOpen}
        />
      );
    case 'parts':
      return <PartsPage />;
    case 'unknown':
      return (
        <Unavailable title={strings.unknownTitle} text={strings.unknownText} onOpen={onOpen} />
      );
  }
}

/** Puts settings into the URL. The page itself keeps their state. */
function replaceQuery(query: string): void {
  history.replaceState(null, '', location.pathname + query);
}
