import type { Clock, FirstwordClient, Release, StartEvent, TurnRequest } from '../client/index.js';
import type { Labels } from '../labels.js';
import { emptyTurn } from '../turn/turn-view.js';
import { answerOf, type ChatMessage } from './chat-message.js';
import type { ChatSnapshot, HistoryState } from './chat-snapshot.js';
import { loadNewest, type LoadedPage, loadOlder, recallTurn } from './conversation-history.js';
import { FrameBatch, type Frames } from './frames.js';
import { LiveAnswer } from './live-answer.js';
import type { PendingRequest, PendingRequests } from './pending-request.js';

/** What a session takes from the outside. */
export interface ChatSessionParts {
  readonly client: FirstwordClient;
  readonly clock: Clock;
  readonly frames: Frames;
  readonly pendingRequests: PendingRequests;
  readonly labels: Labels;
}

/** Fields of a turn's request that the session does not fill in itself. */
export type TurnDetails = Omit<TurnRequest, 'message' | 'conversation_id'>;

/** A message kept in session storage for longer than this is shown as not sent rather than sent late. */
const pendingLifeMs = 10 * 60 * 1000;

/** What a retry of the last answer does. */
type Retry =
  | { readonly kind: 'follow'; readonly answer: LiveAnswer; readonly turnId: string }
  | { readonly kind: 'send'; readonly pending: PendingRequest; readonly sameKey: boolean };

/**
 * One conversation on one page: its messages, the one turn that may be under way, and what survives a
 * reload. Free of any framework: it is subscribed to, and holds a new snapshot after each change.
 */
export class ChatSession {
  private readonly listeners = new Set<() => void>();
  private readonly batch: FrameBatch;
  private messages: readonly ChatMessage[] = [];
  private history: HistoryState = { kind: 'loading' };
  private nextBefore: string | undefined;
  private live: LiveAnswer | undefined;
  private retryable: Retry | undefined;
  private simulated: boolean | undefined;
  private current: ChatSnapshot;
  private entered: AbortController | undefined;
  private stopWatching: Release | undefined;
  private keys = 0;

  private details: TurnDetails = {};
  private onConversation: ((conversationId: string) => void) | undefined;

  constructor(
    private readonly parts: ChatSessionParts,
    private conversation: string | undefined,
  ) {
    this.history =
      conversation === undefined
        ? { kind: 'ready', hasOlder: false, loadingOlder: false }
        : { kind: 'loading' };
    this.batch = new FrameBatch(parts.frames, () => {
      this.publish();
    });
    this.current = this.takeSnapshot();
  }

  get conversationId(): string | undefined {
    return this.conversation;
  }

  readonly snapshot = (): ChatSnapshot => this.current;

  readonly subscribe = (listener: () => void): Release => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /**
   * Sets what holds for the turns to come.
   *
   * @param onConversation told once the server has named a new conversation
   */
  configure(
    details: TurnDetails,
    onConversation: ((conversationId: string) => void) | undefined,
  ): void {
    this.details = details;
    this.onConversation = onConversation;
  }

  /** The page shows this conversation: loads it, and takes up again what a reload interrupted. */
  enter(): void {
    this.entered?.abort();
    this.entered = new AbortController();
    this.stopWatching = this.parts.frames.onHidden(() => {
      this.batch.flush();
    });
    this.messages = [];
    this.retryable = undefined;
    const pending = this.parts.pendingRequests.read(this.conversation);
    if (pending !== undefined) this.takeUp(pending);
    if (this.conversation !== undefined) void this.load(this.conversation, this.entered.signal);
    this.batch.now();
  }

  /**
   * The page shows something else. A message that the server has not taken is given up, unless the page comes
   * back at once: a reload does not come through here.
   */
  leave(): void {
    const { entered } = this;
    entered?.abort();
    this.stopWatching?.();
    this.live?.leave();
    this.live = undefined;
    this.parts.clock.setTimer(() => {
      if (this.entered === entered) this.parts.pendingRequests.clear(this.conversation);
    }, 0);
  }

  /** Loads the conversation again after that has failed. */
  reload(): void {
    if (this.history.kind === 'failed' && this.live === undefined) this.enter();
  }

  /**
   * Shows the message and a placeholder for its answer at once, then sends it.
   *
   * @returns false, and nothing happens, while a turn is under way or where there is nothing to send
   */
  send(text: string, details: TurnDetails = this.details): boolean {
    if (this.live !== undefined || text.trim() === '') return false;
    const request = {
      ...details,
      message: text,
      ...(this.conversation === undefined ? {} : { conversation_id: this.conversation }),
    };
    this.sendPending(this.newPending(request));
    return true;
  }

  /** Stops the answer that is under way, for every reader. */
  cancel(): void {
    this.live?.stop();
  }

  /**
   * Tries the last answer again after it has failed: as the same request if no answer ever came, by following
   * the turn if only the connection was lost, and as a new turn otherwise.
   */
  retry(): boolean {
    const last = this.messages.at(-1);
    if (this.live !== undefined || last?.state !== 'error') return false;
    const retry = this.retryable;
    if (retry === undefined) {
      const question = this.messages.findLast((message) => message.role === 'user');
      return question !== undefined && this.send(question.text);
    }
    if (retry.kind === 'follow') {
      const turn = last.turn ?? emptyTurn;
      this.follow(last, retry.turnId, (answer) => {
        answer.resumeFrom(turn, retry.answer.sequence);
      });
    } else {
      this.messages = this.messages.slice(0, -2);
      this.sendPending(retry.sameKey ? retry.pending : this.newPending(retry.pending.request));
    }
    return true;
  }

  /** Loads the page before the oldest message. */
  async loadOlder(): Promise<void> {
    const { history, conversation, nextBefore, entered } = this;
    if (
      history.kind !== 'ready' ||
      history.loadingOlder ||
      conversation === undefined ||
      nextBefore === undefined ||
      entered === undefined
    ) {
      return;
    }
    this.history = { ...history, loadingOlder: true };
    this.batch.now();
    const page = await loadOlder(this.parts, conversation, nextBefore, entered.signal);
    if (entered.signal.aborted) return;
    if (page !== undefined) this.addBefore(page);
    this.history = { kind: 'ready', hasOlder: this.nextBefore !== undefined, loadingOlder: false };
    this.batch.now();
  }

  private async load(conversation: string, signal: AbortSignal): Promise<void> {
    this.history = { kind: 'loading' };
    const loaded = await loadNewest(this.parts, conversation, signal);
    if (signal.aborted) return;
    if ('failure' in loaded) {
      this.history = loaded.missing
        ? { kind: 'missing' }
        : { kind: 'failed', failure: loaded.failure };
      this.batch.now();
      return;
    }
    this.addBefore(loaded);
    this.history = { kind: 'ready', hasOlder: this.nextBefore !== undefined, loadingOlder: false };
    if (this.live === undefined) {
      if (loaded.activeTurn === undefined) void this.recallLast(signal);
      else this.followActive(loaded.activeTurn);
    }
    this.batch.now();
  }

  /** Completes the newest answer with what its turn's log knows: why it failed, how long it took. */
  private async recallLast(signal: AbortSignal): Promise<void> {
    const last = this.messages.at(-1);
    if (last?.role !== 'assistant' || last.turnId === undefined) return;
    const turn = await recallTurn(this.parts.client, last.turnId, signal);
    if (turn?.status !== 'ended' || signal.aborted) return;
    this.messages = this.messages.map((message) =>
      message.key === last.key && message.key !== this.live?.key
        ? answerOf(message, turn)
        : message,
    );
    this.batch.now();
  }

  /** Puts a page before what is shown, without what this page itself already shows of the active turn. */
  private addBefore(page: LoadedPage): void {
    const shown = new Set(this.shownMessages().map((message) => message.id));
    const own = this.live === undefined ? undefined : page.activeTurn;
    const older = page.messages.filter(
      ({ id, turnId }) => !shown.has(id) && (own === undefined || turnId !== own),
    );
    this.messages = [...older, ...this.messages];
    this.nextBefore = page.nextBefore;
  }

  private followActive(turnId: string): void {
    const stored = this.messages.find(
      (message) => message.role === 'assistant' && message.turnId === turnId,
    );
    const answer = stored ?? this.placeholder();
    if (stored === undefined) this.messages = [...this.messages, answer];
    this.follow(answer, turnId);
  }

  private follow(
    message: ChatMessage,
    turnId: string,
    prepare?: (answer: LiveAnswer) => void,
  ): void {
    const answer = this.answer(message.key);
    prepare?.(answer);
    void answer.read((options) =>
      this.parts.client.follow(turnId, { ...options, after: answer.sequence }),
    );
    this.batch.now();
  }

  /** Takes up what was pending when the page was last unloaded. */
  private takeUp(pending: PendingRequest): void {
    const stale = this.parts.clock.now() - pending.createdAtMs > pendingLifeMs;
    const failure =
      pending.failure ??
      (stale
        ? { code: 'stale', message: this.parts.labels.neverSent, action: 'retry' as const }
        : undefined);
    if (failure === undefined) {
      this.sendPending(pending);
      return;
    }
    const [question, answer] = this.pair(pending);
    this.messages = [...this.messages, question, { ...answer, state: 'error', failure }];
    this.retryable = { kind: 'send', pending, sameKey: false };
  }

  private sendPending(pending: PendingRequest): void {
    const { conversation } = this;
    const [question, placeholder] = this.pair(pending);
    this.messages = [...this.messages, question, placeholder];
    this.parts.pendingRequests.write(conversation, pending);
    const answer = this.answer(placeholder.key, pending, question.key);
    const { request, idempotencyKey } = pending;
    void answer.read((options) => this.parts.client.start(request, { ...options, idempotencyKey }));
    this.batch.now();
  }

  private answer(key: string, pending?: PendingRequest, questionKey?: string): LiveAnswer {
    const { client, clock, labels } = this.parts;
    const answer: LiveAnswer = new LiveAnswer(key, client, clock, labels, {
      started: (event) => {
        this.parts.pendingRequests.clear(this.conversation);
        this.simulated = event.simulated;
        if (questionKey !== undefined) this.nameQuestion(questionKey, key, event);
        if (this.conversation === undefined) {
          this.conversation = event.conversation_id;
          this.onConversation?.(event.conversation_id);
        }
      },
      changed: () => {
        this.batch.soon();
      },
      settled: () => {
        this.settle(answer, pending);
      },
    });
    this.live = answer;
    this.retryable = undefined;
    return answer;
  }

  /** Takes on the server's name for a question, in place of any copy that the history brought. */
  private nameQuestion(questionKey: string, answerKey: string, event: StartEvent): void {
    const { user_message_id: id, turn_id: turnId, assistant_message_id: answerId } = event;
    this.messages = this.messages
      .filter(
        (message) =>
          message.key === answerKey ||
          message.key === questionKey ||
          (message.id !== id && message.id !== answerId),
      )
      .map((message) => (message.key === questionKey ? { ...message, id, turnId } : message));
  }

  private settle(answer: LiveAnswer, pending: PendingRequest | undefined): void {
    this.messages = this.shownMessages();
    this.live = undefined;
    const { failure, turnId, connectionLost } = answer;
    if (failure !== undefined && turnId !== undefined && connectionLost) {
      this.retryable = { kind: 'follow', answer, turnId };
    } else if (pending !== undefined && turnId === undefined) {
      if (failure === undefined) {
        this.parts.pendingRequests.clear(this.conversation);
      } else {
        this.parts.pendingRequests.write(this.conversation, { ...pending, failure });
        this.retryable = { kind: 'send', pending, sameKey: connectionLost };
      }
    }
    this.batch.now();
  }

  private pair(pending: PendingRequest): [ChatMessage, ChatMessage] {
    const question: ChatMessage = {
      key: this.nextKey(),
      role: 'user',
      text: pending.request.message,
      state: 'sent',
      createdAtMs: pending.createdAtMs,
    };
    return [question, this.placeholder()];
  }

  private placeholder(): ChatMessage {
    return {
      key: this.nextKey(),
      role: 'assistant',
      text: '',
      state: 'pending',
      createdAtMs: this.parts.clock.now(),
      turn: emptyTurn,
    };
  }

  private newPending(request: TurnRequest): PendingRequest {
    return {
      request,
      idempotencyKey: this.parts.client.newKey(),
      createdAtMs: this.parts.clock.now(),
    };
  }

  private nextKey(): string {
    this.keys += 1;
    return `local-${String(this.keys)}`;
  }

  private shownMessages(): readonly ChatMessage[] {
    const { live, messages } = this;
    return live === undefined
      ? messages
      : messages.map((message) => (message.key === live.key ? live.shownIn(message) : message));
  }

  private publish(): void {
    this.current = this.takeSnapshot();
    for (const listener of this.listeners) listener();
  }

  private takeSnapshot(): ChatSnapshot {
    return {
      conversationId: this.conversation,
      messages: this.shownMessages(),
      history: this.history,
      active: this.live !== undefined,
      connection: this.live?.connection ?? 'open',
      simulated: this.simulated,
    };
  }
}
