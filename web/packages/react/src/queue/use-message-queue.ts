'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';

import { type AttachmentPart, platformEnvironment, type TurnClient } from '../client/index.js';
import type { ChatMessage } from '../turn/chat-message.js';
import { omitUndefined } from '../util/omit-undefined.js';
import { browserStores } from './memory-store.js';
import { MessageQueue, type QueuedMessage } from './message-queue.js';
import { QueueSender, type SendMessage } from './queue-sender.js';

/** The queues of a page, and the client that sends from them. */
export interface MessageQueues<Client extends TurnClient> {
  /** Pass it to `useOptimisticChat`. */
  readonly client: Client;
  readonly queue: MessageQueue;
  readonly sender: QueueSender<Client>;
}

/** What `useOptimisticChat` returns, so far as the queue needs it. */
export interface QueueingChat {
  readonly conversationId: string | undefined;
  readonly messages: readonly ChatMessage[];
  readonly history: { readonly kind: string };
  readonly active: boolean;
  readonly send: SendMessage;
}

/** The messages that wait for the end of the answer in progress. */
export interface QueuedMessages {
  /** Oldest first. */
  readonly messages: readonly QueuedMessage[];
  /** True if they wait although no answer is in progress, because the last one failed. */
  readonly paused: boolean;
  /** Returns false if there is no room for the message. */
  readonly add: (
    text: string,
    details?: { readonly attachments: readonly AttachmentPart[] },
  ) => boolean;
  /** Takes a message back; returns it unless it has just been sent. */
  readonly remove: (key: string) => QueuedMessage | undefined;
  /** Sends the oldest message although the last answer failed. */
  readonly sendNow: () => void;
}

/** The network may be back by then. */
const retryMs = 2_000;

/**
 * Creates the queues of a page. Call it in a component that outlives the conversation.
 *
 * @param client read once
 */
export function useMessageQueues<Client extends TurnClient>(client: Client): MessageQueues<Client> {
  const [queues] = useState(() => {
    const queue = new MessageQueue(browserStores());
    const locks =
      typeof navigator === 'undefined' ? undefined : (navigator as Partial<Navigator>).locks;
    const sender = new QueueSender(client, queue, locks);
    return { client: sender.client, queue, sender };
  });
  return queues;
}

/**
 * The queue of a conversation. A message that is added waits for the end of the answer, survives a reload, is seen by all
 * tabs, and is sent once.
 *
 * @param onStale called if the conversation continued without this page, such as in another tab: show it anew
 */
export function useQueuedMessages(
  { queue, sender }: Pick<MessageQueues<TurnClient>, 'queue' | 'sender'>,
  chat: QueueingChat,
  onStale: () => void,
): QueuedMessages {
  const { conversationId, active, send } = chat;
  const messages = useSyncExternalStore(
    queue.subscribe,
    () => queue.messages(conversationId),
    () => queue.messages(conversationId),
  );
  const elsewhere = useSyncExternalStore(
    queue.subscribe,
    () => queue.changesElsewhere,
    () => 0,
  );
  const [checked, setChecked] = useState(elsewhere);
  const [forced, setForced] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const [environment] = useState(platformEnvironment);
  const newest = chat.messages.at(-1);
  const newestId = newest?.id;
  const failed = newest?.state === 'error';
  const idle = !active && chat.history.kind === 'ready';
  const next = messages[0]?.key;
  const due = idle && next !== undefined && (!failed || forced === next);
  const unchecked = idle && elsewhere !== checked;

  useEffect(() => {
    if (conversationId !== undefined) queue.move(conversationId);
  }, [queue, conversationId]);
  useEffect(() => {
    if (conversationId === undefined || (!due && !unchecked)) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const shown = { id: conversationId, newestMessage: newestId, send, onStale };
    const task = async (): Promise<void> => {
      try {
        if (due) await sender.sendNext(shown, signal);
        else await sender.refreshIfStale(shown, signal);
        if (!signal.aborted) setChecked(elsewhere);
      } catch {
        if (signal.aborted) return;
        timer = setTimeout(() => {
          setAttempt((count) => count + 1);
        }, retryMs);
      }
    };
    void task();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [sender, conversationId, due, unchecked, elsewhere, next, newestId, send, onStale, attempt]);

  return {
    messages,
    paused: idle && failed && next !== undefined && forced !== next,
    add: (text, details) => {
      const message = {
        key: environment.newKey(),
        text,
        ...omitUndefined({ attachments: details?.attachments }),
      };
      return queue.add(conversationId, message, environment.clock.now());
    },
    remove: (key) => queue.remove(key),
    sendNow: () => {
      setForced(next);
    },
  };
}
