'use client';

import { useEffect } from 'react';

import type { FirstwordClient } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';
import { useSession, useSnapshot } from '../session/use-session.js';
import { ChatSession, type TurnDetails } from './chat-session.js';
import type { ChatSnapshot } from './chat-snapshot.js';

export interface OptimisticChatOptions {
  /** Absent: a client of the server that the page came from. Read once. */
  readonly client?: FirstwordClient | undefined;
  /** The conversation to show; absent: a new one. A change shows another conversation. */
  readonly conversationId?: string | undefined;
  /** Absent: the server's default profile. */
  readonly profile?: string | undefined;
  /** Told once the server has named a new conversation, so that the page can put it into its address. */
  readonly onConversation?: ((conversationId: string) => void) | undefined;
}

/** A conversation, and what a person can do in it. */
export interface OptimisticChat extends ChatSnapshot {
  /**
   * Shows a message and the placeholder of its answer before anything is sent.
   *
   * @returns false, and nothing happens, while a turn is under way or where the text is blank
   */
  readonly send: (text: string, details?: TurnDetails) => boolean;
  /** Stops the answer that is under way; its text so far is kept. */
  readonly cancel: () => void;
  /** Tries the last answer again after it has failed. */
  readonly retry: () => boolean;
  /** Has the last answer, which broke off, gone on with where it stopped. */
  readonly continueAnswer: () => boolean;
  readonly loadOlder: () => Promise<void>;
  /** Loads the conversation again after that has failed. */
  readonly reload: () => void;
}

/**
 * A conversation in which nothing waits for the network: a message is on the page before it is sent, its answer
 * grows as it is written, and a reload at any moment loses and repeats nothing.
 */
export function useOptimisticChat(options: OptimisticChatOptions = {}): OptimisticChat {
  const { conversationId, profile, onConversation } = options;
  const session = useSession(
    conversationId,
    options.client,
    'firstword.pending',
    (deps) => new ChatSession(deps, conversationId),
  );
  useEffect(() => {
    session.configure(omitUndefined({ profile }), onConversation);
  }, [session, profile, onConversation]);
  const snapshot = useSnapshot(session);
  const { send, cancel, retry, continueAnswer, loadOlder, reload } = session;
  return { ...snapshot, send, cancel, retry, continueAnswer, loadOlder, reload };
}
