import type { Clock, StartEvent } from '../client/index.js';
import type { PendingRequest } from '../session/pending-request.js';
import { omitUndefined } from '../util/omit-undefined.js';
import { type ChatMessage, placeholder } from '../turn/chat-message.js';
import type { LoadedPage } from './conversation-history.js';

/** A question and the placeholder of its answer. */
export interface MessagePair {
  readonly question: ChatMessage;
  readonly answer: ChatMessage;
}

/** The messages of a conversation, oldest first, including those that have no server ID yet. */
export class MessageList {
  #messages: readonly ChatMessage[] = [];
  #keys = 0;

  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): readonly ChatMessage[] {
    return this.#messages;
  }

  get last(): ChatMessage | undefined {
    return this.#messages.at(-1);
  }

  get lastQuestion(): ChatMessage | undefined {
    return this.#messages.findLast(({ role }) => role === 'user');
  }

  clear(): void {
    this.#messages = [];
  }

  /** Appends a question and the placeholder of its answer. */
  addPair({ request, createdAtMs }: PendingRequest): MessagePair {
    const question: ChatMessage = {
      key: this.#nextKey(),
      role: 'user',
      text: request.message,
      state: 'sent',
      createdAtMs,
      ...omitUndefined({ parts: request.attachments }),
    };
    const answer = this.#placeholder();
    this.#messages = [...this.#messages, question, answer];
    return { question, answer };
  }

  removeLastPair(): void {
    this.#messages = this.#messages.slice(0, -2);
  }

  /** The answer of a turn. If the history did not contain it, a placeholder is appended. */
  answerOfTurn(turnId: string): ChatMessage {
    const stored = this.#messages.find(
      (message) => message.role === 'assistant' && message.turnId === turnId,
    );
    if (stored !== undefined) return stored;
    const answer = this.#placeholder();
    this.#messages = [...this.#messages, answer];
    return answer;
  }

  update(key: string, change: (message: ChatMessage) => ChatMessage): void {
    this.#messages = this.#messages.map((message) =>
      message.key === key ? change(message) : message,
    );
  }

  /**
   * Prepends a page of history, without the messages that are already shown.
   *
   * @param ownTurnId the active turn, if this page itself is sending its message
   */
  prepend(page: LoadedPage, ownTurnId: string | undefined): void {
    const shown = new Set(this.#messages.map(({ id }) => id));
    const older = page.messages.filter(
      ({ id, turnId }) => !shown.has(id) && (ownTurnId === undefined || turnId !== ownTurnId),
    );
    this.#messages = [...older, ...this.#messages];
  }

  /** Assigns the server's IDs to a pair, and removes any copy of it that the history contained. */
  setIds({ question, answer }: MessagePair, event: StartEvent): void {
    const { user_message_id: id, turn_id: turnId, assistant_message_id: answerId } = event;
    this.#messages = this.#messages
      .filter(
        (message) =>
          message.key === question.key ||
          message.key === answer.key ||
          (message.id !== id && message.id !== answerId),
      )
      .map((message) => {
        if (message.key === question.key) return { ...message, id, turnId };
        return message.key === answer.key ? { ...message, id: answerId, turnId } : message;
      });
  }

  #placeholder(): ChatMessage {
    return placeholder(this.#nextKey(), this.#clock.now());
  }

  #nextKey(): string {
    this.#keys += 1;
    return `local-${String(this.#keys)}`;
  }
}
