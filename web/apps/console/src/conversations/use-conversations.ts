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
  /** Whether the server wants to know who is asking, and does not. */
  readonly unknownCaller: boolean;
  readonly refresh: () => void;
  /** @throws what the client throws; the list then stays as it was */
  readonly remove: (id: string) => Promise<void>;
}

/** Loads the list, and again whenever the page knows that it has changed. */
export function useConversations(client: FirstwordClient): Conversations {
  const [list, setList] = useState<readonly ConversationSummary[]>();
  const [failure, setFailure] = useState<'unknown caller' | 'other'>();
  const newest = useRef(0);

  // Nothing is painted for the wish alone, only for what comes of it.
  const refresh = useCallback(() => {
    newest.current += 1;
    const own = newest.current;
    // Of all who ask in one moment, as when the page opens, the last one asks the server.
    queueMicrotask(() => {
      if (own !== newest.current) return;
      client.conversations().then(
        (loaded) => {
          if (own !== newest.current) return;
          setList(loaded);
          setFailure(undefined);
        },
        (thrown: unknown) => {
          if (own !== newest.current) return;
          const unknown = thrown instanceof ProblemError && thrown.status === 401;
          setFailure(unknown ? 'unknown caller' : 'other');
        },
      );
    });
  }, [client]);
  useEffect(() => {
    refresh();
    return () => {
      newest.current += 1;
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
    unknownCaller: failure === 'unknown caller',
    refresh,
    remove,
  };
}
