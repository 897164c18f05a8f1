import type { StartEvent, TurnRequest } from '../client/index.js';
import { AnswerSession } from '../session/answer-session.js';
import type { LiveAnswer } from '../session/live-answer.js';
import { Outbox } from '../session/outbox.js';
import type { PendingRequest } from '../session/pending-request.js';
import type { SessionDependencies } from '../session/session.js';
import {
  attachmentsOf,
  type ChatMessage,
  isContinuable,
  mayHaveLostText,
  placeholder,
} from '../turn/chat-message.js';
import { omitUndefined } from '../util/omit-undefined.js';
import type { ChatSnapshot, HistoryState } from './chat-snapshot.js';
import { loadPage } from './conversation-history.js';
import {
  answerOfTurn,
  type MessagePair,
  type Messages,
  questionOf,
  withIds,
  withOlder,
} from './message-list.js';

/** Fields of a turn's request that the session does not fill in itself. */
export type TurnDetails = Omit<TurnRequest, 'message' | 'conversation_id'>;

const completeHistory = {
  kind: 'ready',
  hasOlder: false,
  loadingOlder: false,
} as const satisfies HistoryState;

/** A conversation: its messages, its history, and the one answer that may be in progress. */
export class ChatSession extends AnswerSession<ChatSnapshot> {
  #conversation: string | undefined;
  #messages: Messages = [];
  #keys = 0;
  readonly #outbox: Outbox;
  #history: HistoryState;
  #nextBefore: string | undefined;
  /** Where the request that is being sent is shown. */
  #pair: MessagePair | undefined;
  /** A request that the server refused. A retry sends it again in the same place, with a new key. */
  #refused: PendingRequest | undefined;
  #simulated: boolean | undefined;
  #details: TurnDetails = {};
  #onConversation: ((conversationId: string) => void) | undefined;

  constructor(deps: SessionDependencies, conversation: string | undefined) {
    super(deps);
    this.#conversation = conversation;
    this.#history = conversation === undefined ? completeHistory : { kind: 'loading' };
    this.#outbox = new Outbox(deps, conversation);
  }

  get id(): string | undefined {
    return this.#conversation;
  }

  /**
   * Sets what applies to the turns to come.
   *
   * @param onConversation called once the server has assigned an ID to a new conversation
   */
  configure(
    details: TurnDetails,
    onConversation: ((conversationId: string) => void) | undefined,
  ): void {
    this.#details = details;
    this.#onConversation = onConversation;
  }

  /**
   * A request that the server has not accepted is dropped, unless the page attaches this very session again.
   * A reload does not call this.
   */
  override detach(): void {
    super.detach();
    this.#outbox.discard();
  }

  /** Loads the conversation again after loading it has failed. */
  readonly reload = (): void => {
    if (this.#history.kind === 'failed' && this.live === undefined) this.attach();
  };

  /**
   * Shows the message and a placeholder for its answer at once, then sends it.
   *
   * @param details replace those of `configure`, field by field
   * @returns false, without effect, while a turn is in progress or if there is neither a text nor an attachment
   */
  readonly send = (message: string, details?: TurnDetails): boolean => {
    const isEmpty = message.trim() === '' && !details?.attachments?.length;
    if (this.live !== undefined || isEmpty) return false;
    this.#post(
      this.#newPending({
        ...this.#details,
        ...details,
        message,
        ...omitUndefined({ conversation_id: this.#conversation }),
      }),
    );
    return true;
  };

  /**
   * Retries the last answer after it has failed. Sends the same request again if no response ever came,
   * follows the turn if only the connection was lost, and otherwise starts a new turn.
   */
  readonly retry = (): boolean => {
    const last = this.#messages.at(-1);
    const source = this.retrySource;
    if (this.live !== undefined || last?.state !== 'error') return false;
    if (source !== undefined && 'turnId' in source) {
      this.read(last, source);
    } else {
      const pending = source?.pending ?? this.#refused;
      if (pending === undefined) {
        const question = this.#messages.findLast(({ role }) => role === 'user');
        return question !== undefined && this.send(question.text, attachmentsOf(question));
      }
      this.#messages = this.#messages.slice(0, -2);
      this.#post(source === undefined ? this.#newPending(pending.request) : pending);
    }
    return true;
  };

  /** Continues the last answer, which was interrupted, in a separate message. */
  readonly continueAnswer = (): boolean => {
    const last = this.#messages.at(-1);
    if (this.live !== undefined || last?.turnId === undefined || !isContinuable(last)) return false;
    return this.send(this.deps.labels.continueMessage, { continues: last.turnId });
  };

  /** Loads the page before the oldest message. */
  readonly loadOlder = async (): Promise<void> => {
    const history = this.#history;
    if (history.kind !== 'ready' || history.loadingOlder || !history.hasOlder) return;
    this.#history = { ...history, loadingOlder: true };
    this.publish();
    await this.#loadPage(this.#nextBefore);
  };

  protected restore(): void {
    this.#messages = [];
    this.retrySource = this.#refused = undefined;
    const left = this.#outbox.restore();
    if (left !== undefined) {
      const { pending, failure } = left;
      if (failure === undefined) {
        this.#post(pending);
      } else {
        const { answer } = this.#addPair(pending);
        this.update(answer.key, (message) => ({ ...message, state: 'error', failure }));
        this.#refused = pending;
      }
    }
    if (this.#conversation !== undefined) {
      this.#history = { kind: 'loading' };
      void this.#loadPage();
    }
  }

  protected update(key: string, change: (message: ChatMessage) => ChatMessage): void {
    this.#messages = this.#messages.map((message) =>
      message.key === key ? change(message) : message,
    );
  }

  protected onStart(event: StartEvent, pending: PendingRequest | undefined): void {
    this.#simulated = event.simulated;
    if (pending === undefined || this.#pair === undefined) return;
    const { conversation_id: conversation } = event;
    this.#messages = withIds(this.#messages, this.#pair, event);
    this.#outbox.accepted(pending, conversation);
    if (this.#conversation === undefined) {
      this.#conversation = conversation;
      this.#onConversation?.(conversation);
    }
  }

  protected onSettled(answer: LiveAnswer, pending: PendingRequest | undefined): void {
    const { failure, turnId, connectionLost } = answer;
    this.update(answer.key, (message) => answer.applyTo(message));
    if (turnId === undefined && pending !== undefined && failure !== undefined) {
      this.#outbox.failed(pending, failure);
      if (!connectionLost) this.#refused = pending;
    } else {
      this.#outbox.clear();
      if (mayHaveLostText(this.#messages.at(-1))) this.#replayLast();
    }
  }

  protected takeSnapshot(): ChatSnapshot {
    const { live } = this;
    return {
      conversationId: this.#conversation,
      messages: this.#messages.map((message) =>
        message.key === live?.key ? live.applyTo(message) : message,
      ),
      history: this.#history,
      active: live !== undefined,
      connection: live?.connection ?? 'open',
      simulated: this.#simulated,
    };
  }

  /** @param before the message before which the page ends; absent: loads the newest page */
  async #loadPage(before?: string): Promise<void> {
    const { signal } = this;
    const page = await loadPage(this.deps, this.#conversation ?? '', before, signal);
    if (signal.aborted) return;
    if ('messages' in page) {
      const { activeTurn } = page;
      const idle = this.live === undefined;
      this.#messages = withOlder(this.#messages, page, idle ? undefined : activeTurn);
      this.#nextBefore = page.nextBefore;
      if (idle && before === undefined) {
        if (activeTurn === undefined) this.#replayLast();
        else this.read(this.#answerOf(activeTurn), { turnId: activeTurn, after: 0 });
      }
    }
    this.#history =
      'messages' in page || before !== undefined
        ? { ...completeHistory, hasOlder: this.#nextBefore !== undefined }
        : page.missing
          ? { kind: 'missing' }
          : { kind: 'failed', failure: page.failure };
    this.publish();
  }

  /** Completes the newest answer from its turn's log: why it failed, how long it took. */
  #replayLast(): void {
    const last = this.#messages.at(-1);
    if (last?.role === 'assistant' && last.turnId !== undefined) {
      void this.replay(last.key, last.turnId);
    }
  }

  /** Appends a question and the placeholder of its answer. */
  #addPair(pending: PendingRequest): MessagePair {
    const question = questionOf(pending, this.#nextKey());
    this.#messages = [...this.#messages, question];
    return { question, answer: this.#addPlaceholder() };
  }

  #addPlaceholder(): ChatMessage {
    const answer = placeholder(this.#nextKey(), this.deps.clock.now());
    this.#messages = [...this.#messages, answer];
    return answer;
  }

  /** The answer of a turn. If the history did not contain it, a placeholder is appended. */
  #answerOf(turnId: string): ChatMessage {
    return answerOfTurn(this.#messages, turnId) ?? this.#addPlaceholder();
  }

  #nextKey(): string {
    this.#keys += 1;
    return `local-${String(this.#keys)}`;
  }

  #newPending(request: TurnRequest): PendingRequest {
    const { client, clock } = this.deps;
    return { request, idempotencyKey: client.newKey(), createdAtMs: clock.now() };
  }

  #post(pending: PendingRequest): void {
    this.#pair = this.#addPair(pending);
    this.#outbox.add(pending);
    this.#refused = undefined;
    this.read(this.#pair.answer, { pending });
  }
}
