'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';

import { createClient, type FirstwordClient, platformEnvironment } from '../client/index.js';
import { useLabels } from '../labels-context.js';
import type { ChatSnapshot } from './chat-snapshot.js';
import { ChatSession, type TurnDetails } from './chat-session.js';
import { pageFrames } from './frames.js';
import { PendingRequests, sessionStore } from './pending-request.js';

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

interface Held {
  readonly session: ChatSession;
  readonly actions: Omit<OptimisticChat, keyof ChatSnapshot>;
}

/**
 * A conversation in which nothing waits for the network: a message is on the page before it is sent, its answer
 * grows as it is written, and a reload at any moment loses and repeats nothing.
 */
export function useOptimisticChat(options: OptimisticChatOptions = {}): OptimisticChat {
  const { conversationId, profile, onConversation } = options;
  const labels = useLabels();
  const hold = (): Held => {
    const environment = platformEnvironment();
    const session = new ChatSession(
      {
        client: options.client ?? createClient({ environment }),
        clock: environment.clock,
        frames: pageFrames,
        pendingRequests: new PendingRequests(sessionStore()),
        labels,
      },
      conversationId,
    );
    return { session, actions: actionsOf(session) };
  };
  const [held, setHeld] = useState(hold);
  const [asked, setAsked] = useState(conversationId);
  if (asked !== conversationId) {
    setAsked(conversationId);
    // The name that the server has just given to the conversation on the page is no change of conversation.
    if (held.session.conversationId !== conversationId) setHeld(hold());
  }
  const { session, actions } = held;

  useEffect(() => {
    session.configure(profile === undefined ? {} : { profile }, onConversation);
  }, [session, profile, onConversation]);
  useEffect(() => {
    session.enter();
    return () => {
      session.leave();
    };
  }, [session]);

  const snapshot = useSyncExternalStore(session.subscribe, session.snapshot, session.snapshot);
  return { ...snapshot, ...actions };
}

function actionsOf(session: ChatSession): Held['actions'] {
  return {
    send: (text, details) => session.send(text, details),
    cancel: () => {
      session.cancel();
    },
    retry: () => session.retry(),
    continueAnswer: () => session.continueAnswer(),
    loadOlder: () => session.loadOlder(),
    reload: () => {
      session.reload();
    },
  };
}
