import {
  type ConversationSummary,
  type FirstwordClient,
  ProblemError,
} from '@firstword/react/client';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

/** Which conversations to show. */
export interface ConversationFilter {
  /** What started them. */
  readonly origin: string;
  /** Text in their title or messages; empty: any. */
  readonly text: string;
}

/** The list of conversations, newest first. */
export interface Conversations {
  /** Absent until the list has been loaded. */
  readonly list: readonly ConversationSummary[] | undefined;
  /** When it was loaded, in milliseconds since the epoch. */
  readonly loadedAtMs: number;
  readonly filter: ConversationFilter;
  readonly failed: boolean;
  /** Whether the server requires a credential and does not accept the caller's. */
  readonly isUnauthenticated: boolean;
  readonly refresh: () => void;
  readonly show: (filter: ConversationFilter) => void;
  /** @throws what the client throws; the list is then unchanged */
  readonly remove: (id: string) => Promise<void>;
  /** @throws what the client throws; the list is then unchanged */
  readonly rename: (id: string, title: string) => Promise<void>;
}

/** The server is asked once the user has not typed for so long. */
const typingPauseMs = 200;
const maxListed = 50;

/** Loads the list, and loads it again when the page knows that it has changed. */
export function useConversations(client: FirstwordClient): Conversations {
  const [list, setList] = useState<readonly ConversationSummary[]>();
  const [loadedAtMs, setLoadedAtMs] = useState(0);
  const [filter, setFilter] = useState<ConversationFilter>({ origin: 'chat', text: '' });
  const [failure, setFailure] = useState<'unknown caller' | 'other'>();
  const latestRequest = useRef(0);
  const { origin, text } = filter;

  // A refresh renders nothing by itself, only its result does.
  const load = useCallback(
    (delayMs: number) => {
      latestRequest.current += 1;
      const own = latestRequest.current;
      const send = (): void => {
        if (own !== latestRequest.current) return;
        const searched = text.trim() === '' ? undefined : text.trim();
        client.conversations({ origin, text: searched, limit: maxListed }).then(
          (loaded) => {
            if (own !== latestRequest.current) return;
            setList(loaded);
            setLoadedAtMs(Date.now());
            setFailure(undefined);
          },
          (thrown: unknown) => {
            if (own !== latestRequest.current) return;
            const unknown = thrown instanceof ProblemError && thrown.status === 401;
            setFailure(unknown ? 'unknown caller' : 'other');
          },
        );
      };
      // Coalesces refreshes requested in the same moment, as when the page opens, into one request.
      if (delayMs === 0) queueMicrotask(send);
      else setTimeout(send, delayMs);
    },
    [client, origin, text],
  );
  useEffect(() => {
    load(text === '' ? 0 : typingPauseMs);
    return () => {
      latestRequest.current += 1;
    };
  }, [load, text]);
  const newest = useRef(load);
  useEffect(() => {
    newest.current = load;
  }, [load]);
  // It stays the same while the filter changes: a chat that depends on it must not refresh the list by itself.
  const refresh = useCallback(() => {
    newest.current(0);
  }, []);
  const remove = useCallback(
    async (id: string) => {
      await client.deleteConversation(id);
      setList((shown) => shown?.filter((conversation) => conversation.id !== id));
    },
    [client],
  );
  const rename = useCallback(
    async (id: string, title: string) => {
      await client.renameConversation(id, title);
      setList((shown) =>
        shown?.map((conversation) =>
          conversation.id === id ? { ...conversation, title } : conversation,
        ),
      );
    },
    [client],
  );
  return useMemo(
    () => ({
      list,
      loadedAtMs,
      filter,
      failed: failure === 'other',
      isUnauthenticated: failure === 'unknown caller',
      refresh,
      show: setFilter,
      remove,
      rename,
    }),
    [list, loadedAtMs, filter, failure, refresh, remove, rename],
  );
}
