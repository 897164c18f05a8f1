import type { StartEvent } from '../client/index.js';
import type { PendingRequest } from '../session/pending-request.js';
import type { ChatMessage } from '../turn/chat-message.js';
import { omitUndefined } from '../util/omit-undefined.js';
import type { LoadedPage } from './conversation-history.js';

/** The messages of a conversation, oldest first, including those that have no server ID yet. */
export type Messages = readonly ChatMessage[];

/** A question and the placeholder of its answer. */
export interface MessagePair {
  readonly question: ChatMessage;
  readonly answer: ChatMessage;
}

/** The message of a request. */
export function questionOf({ request, createdAtMs }: PendingRequest, key: string): ChatMessage {
  return {
    key,
    role: 'user',
    text: request.message,
    state: 'sent',
    createdAtMs,
    ...omitUndefined({ parts: request.attachments, replaces: request.replaces }),
  };
}

/** The answer of a turn; `undefined` if the history does not contain it. */
export function answerOfTurn(messages: Messages, turnId: string): ChatMessage | undefined {
  return messages.find((message) => message.role === 'assistant' && message.turnId === turnId);
}

/**
 * Prepends a page of history, without the messages that are already shown.
 *
 * @param ownTurnId the active turn, if this page itself is sending its message
 */
export function withOlder(
  messages: Messages,
  page: LoadedPage,
  ownTurnId: string | undefined,
): Messages {
  const shown = new Set(messages.map(({ id }) => id));
  const older = page.messages.filter(
    ({ id, turnId }) => !shown.has(id) && (ownTurnId === undefined || turnId !== ownTurnId),
  );
  return [...older, ...messages];
}

/** Assigns the server's IDs to a pair, and removes any copy of it that the history contained. */
export function withIds(
  messages: Messages,
  { question, answer }: MessagePair,
  event: StartEvent,
): Messages {
  const { user_message_id: id, turn_id: turnId, assistant_message_id: answerId } = event;
  return messages.flatMap((message) => {
    if (message.key === question.key) return { ...message, id, turnId };
    if (message.key === answer.key) return { ...message, id: answerId, turnId };
    return message.id === id || message.id === answerId ? [] : message;
  });
}
