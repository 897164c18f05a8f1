import type { Release, TurnRequest } from '../client/index.js';
import type { Session, SessionParts } from '../session/session.js';
import { recallTurn } from '../turn/recall-turn.js';
import { emptyTurn } from '../turn/turn-view.js';
import { answerOf, type ChatMessage, isContinuable, lostWords } from '../turn/chat-message.js';
import type { ChatSnapshot, HistoryState } from './chat-snapshot.js';
import { loadPage } from './conversation-history.js';
import { FrameBatch } from '../pacing/frames.js';
import { given } from '../util/given.js';
import { LiveAnswer } from '../session/live-answer.js';
import { MessageList, type MessagePair } from './message-list.js';
import { Outbox } from '../session/outbox.js';
import type { PendingRequest } from '../session/pending-request.js';

/** Fields of a turn's request that the session does not fill in itself. */
export type TurnDetails = Omit<TurnRequest, 'message' | 'conversation_id'>;

/** What a retry of the last answer does. */
type Retry =
  | { readonly kind: 'follow'; readonly turnId: string; readonly after: number }
  | { readonly kind: 'send'; readonly pending: PendingRequest; readonly sameKey: boolean };

/** A message on its way to the server, and where the page shows it. */
interface Sending {
  readonly pending: PendingRequest;
  readonly pair: MessagePair;
}

const nothingOlder = {
  kind: 'ready',
  hasOlder: false,
  loadingOlder: false,
} as const satisfies HistoryState;

/**
 * One conversation on one page: its messages, the one turn that may be under way, and what survives a
 * reload. Free of any framework: it is subscribed to, and holds a new snapshot after each change.
 */
export class ChatSession implements Session<ChatSnapshot> {
  readonly #parts: SessionParts;
  #conversation: string | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #batch: FrameBatch;
  readonly #messages: MessageList;
  readonly #outbox: Outbox;
  #history: HistoryState;
  #nextBefore: string | undefined;
  #live: LiveAnswer | undefined;
  #retryable: Retry | undefined;
  #simulated: boolean | undefined;
  #details: TurnDetails = {};
  #onConversation: ((conversationId: string) => void) | undefined;
  #entered = new AbortController();
  #stopWatching: Release | undefined;
  #current: ChatSnapshot;

  constructor(parts: SessionParts, conversation: string | undefined) {
    this.#parts = parts;
    this.#conversation = conversation;
    const { clock, frames, labels, pendingRequests } = parts;
    this.#history = conversation === undefined ? nothingOlder : { kind: 'loading' };
    this.#messages = new MessageList(clock);
    this.#outbox = new Outbox(pendingRequests, clock, labels, conversation);
    this.#batch = new FrameBatch(frames, () => {
      this.#publish();
    });
    this.#current = this.#takeSnapshot();
  }

  get shownId(): string | undefined {
    return this.#conversation;
  }

  readonly snapshot = (): ChatSnapshot => this.#current;

  readonly subscribe = (listener: () => void): Release => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
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
    this.#details = details;
    this.#onConversation = onConversation;
  }

  /** The page shows this conversation: loads it, and takes up again what a reload interrupted. */
  enter(): void {
    this.#entered.abort();
    this.#entered = new AbortController();
    this.#stopWatching = this.#parts.frames.onHidden(() => {
      this.#batch.flush();
    });
    this.#messages.clear();
    this.#retryable = undefined;
    this.#takeUp();
    if (this.#conversation !== undefined) void this.#load(this.#conversation, this.#entered.signal);
    this.#batch.now();
  }

  /**
   * The page shows something else; a reload does not come through here. A message that the server has not taken
   * is given up, unless the page comes back to this very session.
   */
  leave(): void {
    this.#entered.abort();
    this.#stopWatching?.();
    this.#live?.leave();
    this.#live = undefined;
    this.#outbox.leave();
  }

  /** Loads the conversation again after that has failed. */
  readonly reload = (): void => {
    if (this.#history.kind === 'failed' && this.#live === undefined) this.enter();
  };

  /**
   * Shows the message and a placeholder for its answer at once, then sends it.
   *
   * @returns false, and nothing happens, while a turn is under way or where there is nothing to send
   */
  readonly send = (text: string, details: TurnDetails = this.#details): boolean => {
    if (this.#live !== undefined || text.trim() === '') return false;
    this.#sendPending(
      this.#newPending({
        ...details,
        message: text,
        ...given({ conversation_id: this.#conversation }),
      }),
    );
    return true;
  };

  /** Stops the answer that is under way, for every reader. */
  readonly cancel = (): void => {
    this.#live?.stop();
  };

  /**
   * Tries the last answer again after it has failed: as the same request if no answer ever came, by following
   * the turn if only the connection was lost, and as a new turn otherwise.
   */
  readonly retry = (): boolean => {
    const { last, lastQuestion } = this.#messages;
    const retryable = this.#retryable;
    if (this.#live !== undefined || last?.state !== 'error') return false;
    if (retryable === undefined) {
      return lastQuestion !== undefined && this.send(lastQuestion.text);
    }
    if (retryable.kind === 'follow') {
      this.#follow(last, retryable.turnId, retryable.after);
    } else {
      const { pending, sameKey } = retryable;
      this.#messages.removeLastPair();
      this.#sendPending(sameKey ? pending : this.#newPending(pending.request));
    }
    return true;
  };

  /** Has the last answer, which broke off, gone on with where it stopped: as a message of its own. */
  readonly continueAnswer = (): boolean => {
    const { last } = this.#messages;
    if (this.#live !== undefined || last?.turnId === undefined || !isContinuable(last))
      return false;
    return this.send(this.#parts.labels.continueMessage, {
      ...this.#details,
      continues: last.turnId,
    });
  };

  /** Loads the page before the oldest message. */
  readonly loadOlder = async (): Promise<void> => {
    const history = this.#history;
    const conversation = this.#conversation;
    const nextBefore = this.#nextBefore;
    const { signal } = this.#entered;
    if (history.kind !== 'ready' || history.loadingOlder) return;
    if (conversation === undefined || nextBefore === undefined) return;
    this.#history = { ...history, loadingOlder: true };
    this.#batch.now();
    const page = await loadPage(this.#parts, conversation, nextBefore, signal);
    if (signal.aborted) return;
    if ('messages' in page) {
      this.#messages.addBefore(page, undefined);
      this.#nextBefore = page.nextBefore;
    }
    this.#history = { ...nothingOlder, hasOlder: this.#nextBefore !== undefined };
    this.#batch.now();
  };

  async #load(conversation: string, signal: AbortSignal): Promise<void> {
    this.#history = { kind: 'loading' };
    const page = await loadPage(this.#parts, conversation, undefined, signal);
    if (signal.aborted) return;
    if ('failure' in page) {
      this.#history = page.missing
        ? { kind: 'missing' }
        : { kind: 'failed', failure: page.failure };
      this.#batch.now();
      return;
    }
    this.#messages.addBefore(page, this.#live === undefined ? undefined : page.activeTurn);
    this.#nextBefore = page.nextBefore;
    this.#history = { ...nothingOlder, hasOlder: this.#nextBefore !== undefined };
    if (this.#live === undefined) {
      if (page.activeTurn === undefined) void this.#recallLast(signal);
      else this.#follow(this.#messages.answerOfTurn(page.activeTurn), page.activeTurn, 0);
    }
    this.#batch.now();
  }

  /** Completes the newest answer with what its turn's log knows: why it failed, how long it took. */
  async #recallLast(signal: AbortSignal): Promise<void> {
    const { last } = this.#messages;
    if (last?.role !== 'assistant' || last.turnId === undefined) return;
    const turn = await recallTurn(this.#parts.client, last.turnId, signal);
    if (turn?.status !== 'ended' || signal.aborted || this.#live?.key === last.key) return;
    this.#messages.change(last.key, (message) => answerOf(message, turn));
    this.#batch.now();
  }

  /** Takes up what the page had to send when it was last unloaded. */
  #takeUp(): void {
    const left = this.#outbox.takeUp();
    if (left === undefined) return;
    const { pending, failure } = left;
    if (failure === undefined) {
      this.#sendPending(pending);
      return;
    }
    const { answer } = this.#messages.addPair(pending.request.message, pending.createdAtMs);
    this.#messages.change(answer.key, (message) => ({ ...message, state: 'error', failure }));
    this.#retryable = { kind: 'send', pending, sameKey: false };
  }

  #newPending(request: TurnRequest): PendingRequest {
    const { client, clock } = this.#parts;
    return { request, idempotencyKey: client.newKey(), createdAtMs: clock.now() };
  }

  #sendPending(pending: PendingRequest): void {
    const { request, idempotencyKey, createdAtMs } = pending;
    const pair = this.#messages.addPair(request.message, createdAtMs);
    this.#outbox.put(pending);
    void this.#begin(pair.answer, { pending, pair }).read((options) =>
      this.#parts.client.start(request, { ...options, idempotencyKey }),
    );
    this.#batch.now();
  }

  #follow(message: ChatMessage, turnId: string, after: number): void {
    const answer = this.#begin(message);
    if (after > 0) answer.resumeFrom(message.turn ?? emptyTurn, after);
    void answer.read((options) => this.#parts.client.follow(turnId, { ...options, after }));
    this.#batch.now();
  }

  #begin({ key }: ChatMessage, sending?: Sending): LiveAnswer {
    const { client, clock, labels } = this.#parts;
    const answer: LiveAnswer = new LiveAnswer(key, client, clock, labels, {
      started: (event) => {
        this.#simulated = event.simulated;
        if (sending === undefined) return;
        const { conversation_id: conversation } = event;
        this.#messages.name(sending.pair, event);
        this.#outbox.taken(sending.pending, conversation);
        if (this.#conversation === undefined) {
          this.#conversation = conversation;
          this.#onConversation?.(conversation);
        }
      },
      changed: () => {
        this.#batch.soon();
      },
      grew: () => {
        this.#batch.grew();
      },
      settled: () => {
        this.#settle(answer, sending);
      },
    });
    this.#live = answer;
    this.#retryable = undefined;
    return answer;
  }

  #settle(answer: LiveAnswer, sending: Sending | undefined): void {
    const { failure, turnId, connectionLost, sequence } = answer;
    this.#messages.change(answer.key, (message) => answer.shownIn(message));
    this.#live = undefined;
    if (turnId !== undefined || sending === undefined || failure === undefined) {
      this.#outbox.clear();
      if (turnId !== undefined && connectionLost) {
        this.#retryable = { kind: 'follow', turnId, after: sequence };
      }
      if (lostWords(this.#messages.last)) void this.#recallLast(this.#entered.signal);
    } else {
      this.#outbox.failed(sending.pending, failure);
      this.#retryable = { kind: 'send', pending: sending.pending, sameKey: connectionLost };
    }
    this.#batch.now();
  }

  #publish(): void {
    this.#current = this.#takeSnapshot();
    for (const listener of this.#listeners) listener();
  }

  #takeSnapshot(): ChatSnapshot {
    const live = this.#live;
    const messages = this.#messages;
    return {
      conversationId: this.#conversation,
      messages: messages.all.map((message) =>
        message.key === live?.key ? live.shownIn(message) : message,
      ),
      history: this.#history,
      active: live !== undefined,
      connection: live?.connection ?? 'open',
      simulated: this.#simulated,
    };
  }
}
