'use client';

import { useEffect } from 'react';

import type { FirstwordClient } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';
import { useSession, useSnapshot } from '../session/use-session.js';
import type { ClientTools } from '../tools/client-tools.js';
import { ChatSession, type TurnDetails } from './chat-session.js';
import type { ChatSnapshot } from './chat-snapshot.js';

export interface OptimisticChatOptions {
  /** Defaults to a client of the server that the page was loaded from. Read once. */
  readonly client?: FirstwordClient | undefined;
  /** The conversation to show; absent: a new one. Changing it shows another conversation. */
  readonly conversationId?: string | undefined;
  /** Defaults to the server's default profile. */
  readonly profile?: string | undefined;
  /**
   * Called once the server has assigned an ID to a new conversation, so that the page can put it into its
   * URL.
   */
  readonly onConversation?: ((conversationId: string) => void) | undefined;
  /** The tools of this page, from `clientTools` or `useClientTools`. Read once. */
  readonly tools?: ClientTools | undefined;
}

/** A conversation and its actions. */
export interface OptimisticChat extends ChatSnapshot {
  /**
   * Shows a message and the placeholder of its answer before anything is sent.
   *
   * @returns false, without effect, while a turn is in progress or if there is neither a text nor an attachment
   */
  readonly send: (text: string, details?: TurnDetails) => boolean;
  /** Stops the answer in progress. Its text so far is kept. */
  readonly cancel: () => void;
  /** Retries the last answer after it has failed. */
  readonly retry: () => boolean;
  /** Continues the last answer, which was interrupted, from where it stopped. */
  readonly continueAnswer: () => boolean;
  readonly loadOlder: () => Promise<void>;
  /** Loads the conversation again after loading it has failed. */
  readonly reload: () => void;
}

/**
 * A conversation that never waits for the network. A message is shown before it is sent, its answer streams
 * in, and a reload at any moment neither loses nor repeats anything.
 */
export function useOptimisticChat(options: OptimisticChatOptions = {}): OptimisticChat {
  const { conversationId, profile, onConversation } = options;
  const session = useSession(
    conversationId,
    options.client,
    'firstword.pending',
    (deps) => new ChatSession(deps, conversationId),
    options.tools,
  );
  useEffect(() => {
    session.configure(omitUndefined({ profile }), onConversation);
  }, [session, profile, onConversation]);
  const snapshot = useSnapshot(session);
  const { send, cancel, retry, continueAnswer, loadOlder, reload } = session;
  return { ...snapshot, send, cancel, retry, continueAnswer, loadOlder, reload };
}
