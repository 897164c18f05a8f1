import { LabelsProvider } from '@firstword/react';
import type { FirstwordClient } from '@firstword/react/client';
import { type ReactNode, Suspense, useCallback, useEffect, useState } from 'react';

import { ConversationList } from '../conversations/conversation-list.js';
import { type Conversations, useConversations } from '../conversations/use-conversations.js';
import { labels } from '../shared/strings.js';
import type { Credential } from './credential.js';
import { Frame } from './frame.js';
import { Page } from './page.js';
import { loadedPart } from '../shared/loaded-part.js';
import { chatPath } from '../shared/routes.js';
import { UnreachableBanner } from './unreachable-banner.js';
import { type Navigation, useNavigation } from './use-navigation.js';
import { type Server, useServer } from './use-server.js';
import { useServices } from './use-services.js';
import { type SignInState, useSignIn } from './use-sign-in.js';
import { windowTitle } from './window-title.js';

const SignIn = loadedPart(async () => (await import('./sign-in.js')).SignIn);

export interface AppProps {
  /** Sends the contents of `credential` with every request. */
  readonly client: FirstwordClient;
  /** The same client, which also reports what users see of its turns. */
  readonly instrumentedClient: FirstwordClient;
  readonly credential: Credential;
}

/** The console: the state of its server and of the caller, and the page that the URL names. */
export function App({ client, instrumentedClient, credential }: AppProps): ReactNode {
  const navigation = useNavigation();
  const server = useServer(client);
  const conversations = useConversations(client);
  const caller = useSignIn(credential, conversations.refresh);
  const services = useServices(credential);
  const [turnSimulated, setTurnSimulated] = useState<boolean>();
  return (
    <LabelsProvider value={labels}>
      <Console
        navigation={navigation}
        server={server}
        conversations={conversations}
        caller={caller}
        simulated={turnSimulated ?? server.about?.simulated ?? false}
      >
        <Page
          navigation={navigation}
          server={server}
          client={client}
          instrumentedClient={instrumentedClient}
          {...services}
          onTurnChange={conversations.refresh}
          onSimulated={setTurnSimulated}
          onOpen={navigation.navigate}
        />
      </Console>
    </LabelsProvider>
  );
}

interface ConsoleProps {
  readonly navigation: Navigation;
  readonly server: Server;
  readonly conversations: Conversations;
  readonly caller: SignInState;
  readonly simulated: boolean;
  readonly children: ReactNode;
}

/** The frame, and in it the page or, if the server does not know the caller, the sign-in. */
function Console(props: ConsoleProps): ReactNode {
  const { navigation, server, conversations, caller, simulated, children } = props;
  const { route, navigate } = navigation;
  const current = route.page === 'chat' ? route.conversationId : undefined;
  const title = windowTitle(
    route,
    conversations.list?.find(({ id }) => id === current),
  );

  useEffect(() => {
    document.title = title;
  }, [title]);
  const list = useConversationList(conversations, caller, current, navigate);
  return (
    <Frame
      simulated={simulated}
      latencyInjection={server.about?.lab ?? false}
      page={route.page}
      onOpen={navigate}
      list={list}
    >
      {server.unreachable && <UnreachableBanner onTryNow={server.tryNow} />}
      {conversations.isUnauthenticated ? (
        <Suspense>
          <SignIn rejected={caller.signedIn} onSignIn={caller.signIn} />
        </Suspense>
      ) : (
        children
      )}
    </Frame>
  );
}

/** Renders the caller's conversations, wherever the frame places them. */
function useConversationList(
  conversations: Conversations,
  { signedIn, signOut }: SignInState,
  current: string | undefined,
  navigate: (path: string) => void,
): (close: () => void) => ReactNode {
  return useCallback(
    (close) => {
      const open = (path: string): void => {
        close();
        navigate(path);
      };
      const signOutAndLeave = (): void => {
        open(chatPath());
        signOut();
      };
      return conversations.isUnauthenticated ? undefined : (
        <ConversationList
          conversations={conversations}
          current={current}
          onOpen={open}
          onSignOut={signedIn ? signOutAndLeave : undefined}
        />
      );
    },
    [conversations, current, navigate, signedIn, signOut],
  );
}
