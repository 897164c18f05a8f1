import {
  type ConversationSummary,
  type FirstwordClient,
  ProblemError,
} from '@firstword/react/client';
import { useCallback, useEffect, useRef, useState } from 'react';

/** The list of conversations, newest first. */
export interface Conversations {
  /** Absent until the list has been loaded. */
  readonly list: readonly ConversationSummary[] | undefined;
  readonly failed: boolean;
  /** Whether the server requires a credential and does not accept the caller's. */
  readonly isUnauthenticated: boolean;
  readonly refresh: () => void;
  /** @throws what the client throws; the list is then unchanged */
  readonly remove: (id: string) => Promise<void>;
}

/** Loads the list, and loads it again when the page knows that it has changed. */
export function useConversations(client: FirstwordClient): Conversations {
  const [list, setList] = useState<readonly ConversationSummary[]>();
  const [failure, setFailure] = useState<'unknown caller' | 'other'>();
  const latestRequest = useRef(0);

  // A refresh renders nothing by itself, only its result does.
  const refresh = useCallback(() => {
    latestRequest.current += 1;
    const own = latestRequest.current;
    // Coalesces refreshes requested in the same moment, as when the page opens, into one request.
    queueMicrotask(() => {
      if (own !== latestRequest.current) return;
      client.conversations().then(
        (loaded) => {
          if (own !== latestRequest.current) return;
          setList(loaded);
          setFailure(undefined);
        },
        (thrown: unknown) => {
          if (own !== latestRequest.current) return;
          const unknown = thrown instanceof ProblemError && thrown.status === 401;
          setFailure(unknown ? 'unknown caller' : 'other');
        },
      );
    });
  }, [client]);
  useEffect(() => {
    refresh();
    return () => {
      latestRequest.current += 1;
    };
  }, [refresh]);
  const remove = useCallback(
    async (id: string) => {
      await client.deleteConversation(id);
      setList((shown) => shown?.filter((conversation) => conversation.id !== id));
    },
    [client],
  );
  return {
    list,
    failed: failure === 'other',
    isUnauthenticated: failure === 'unknown caller',
    refresh,
    remove,
  };
}
