import type { FirstwordClient } from '@firstword/react/client';
import { useMessageQueues } from '@firstword/react/queue';
import { type ReactNode, useCallback, useState } from 'react';

import { Conversation, type ConversationProps } from './conversation.js';

export interface ChatPageProps extends Omit<ConversationProps, 'client' | 'queues' | 'onStale'> {
  readonly client: FirstwordClient;
}

/** A conversation and the field for the next message. Shown anew if it continued in another tab. */
export function ChatPage({ client, ...props }: ChatPageProps): ReactNode {
  const queues = useMessageQueues(client);
  const [shown, setShown] = useState(0);
  const showAnew = useCallback(() => {
    setShown((count) => count + 1);
  }, []);
  return <Conversation key={shown} {...props} queues={queues} onStale={showAnew} />;
}
