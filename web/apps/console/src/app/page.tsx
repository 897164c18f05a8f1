import { ShimmerSkeleton } from '@firstword/react';
import type { About, FirstwordClient } from '@firstword/react/client';
import { type ReactNode, Suspense, useCallback } from 'react';

import { ChatPage } from '../chat/chat-page.js';
import { DocumentsButton } from '../documents/documents-button.js';
import type { UploadQueue } from '../documents/upload-queue.js';
import { strings } from '../shared/strings.js';
import type { Api } from '../shared/api.js';
import { loadedPart } from '../shared/loaded-part.js';
import { chatPath } from '../shared/routes.js';
import { Unavailable } from '../shared/unavailable.js';
import type { Navigation } from './use-navigation.js';
import type { Server } from './use-server.js';

const LatencyPage = loadedPart(
  async () => (await import('../latency/latency-page.js')).LatencyPage,
);
const PartsPage = loadedPart(async () => (await import('../parts/parts-page.js')).PartsPage);
const Playground = loadedPart(async () => (await import('../playground/playground.js')).Playground);
const Studio = loadedPart(async () => (await import('../studio/studio.js')).Studio);

export interface PageProps {
  readonly navigation: Navigation;
  readonly server: Server;
  readonly client: FirstwordClient;
  /** The same client, which also reports what users see. */
  readonly instrumentedClient: FirstwordClient;
  readonly api: Api;
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
  const { navigation, server, client, instrumentedClient, api, uploads, onOpen } = props;
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
          operator={isOperator(server.about)}
          followUp={followUpOf(server.about)}
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
          <Playground
            key={visitId}
            client={client}
            api={api}
            about={server.about}
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

/** Absent until the server has described itself. */
function isOperator(about: About | undefined): boolean | undefined {
  return about === undefined ? undefined : about.authentication === 'none';
}

/** What the profile of the chat says. */
function followUpOf(about: About | undefined): 'queue' | 'interrupt' {
  return about?.profiles.find(({ name }) => name === 'chat')?.follow_up ?? 'queue';
}

/** Puts settings into the URL. The page itself keeps their state. */
function replaceQuery(query: string): void {
  history.replaceState(null, '', location.pathname + query);
}
