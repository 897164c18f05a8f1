import type { ConnectionState, Release, TurnRequest } from '../client/index.js';
import {
  answerOf,
  type ChatMessage,
  isContinuable,
  lostWords,
  type MessageState,
} from '../turn/chat-message.js';
import { recallTurn } from '../turn/recall-turn.js';
import { FrameBatch } from '../pacing/frames.js';
import { LiveAnswer } from '../session/live-answer.js';
import type { PendingRequest } from '../session/pending-request.js';
import { given } from '../util/given.js';
import type { Session, SessionParts } from '../session/session.js';
import { joined, recallEarlier } from '../turn/continued-turn.js';
import { emptyTurn, type TurnView } from '../turn/turn-view.js';

/** One turn at one moment. */
export interface TurnSnapshot {
  /** `idle` before anything was asked; `missing` where the server knows no such turn (any more). */
  readonly state: 'idle' | 'missing' | Exclude<MessageState, 'sent'>;
  /** What was asked; absent where another page asked it. */
  readonly request: TurnRequest | undefined;
  /** The answer as the parts for messages take it; absent while there is none. */
  readonly answer: ChatMessage | undefined;
  /** Phases, estimate, sections, summary, text and latency so far. */
  readonly turn: TurnView;
  /** When this page asked, in milliseconds since the epoch; absent where another page did. */
  readonly startedAtMs: number | undefined;
  /** True from the moment of asking until the answer has ended: nothing else can be asked. */
  readonly active: boolean;
  readonly connection: ConnectionState;
  /** Whether the answer broke off with something written that can be written on. */
  readonly continuable: boolean;
}

/** What a retry does. */
type Retry = { readonly kind: 'follow'; readonly after: number } | { readonly kind: 'send again' };

/**
 * One turn on one page: asked, followed, stopped, and taken up again after a reload. Free of any framework: it is
 * subscribed to, and holds a new snapshot after each change.
 */
export class TurnSession implements Session<TurnSnapshot> {
  readonly #parts: SessionParts;
  readonly #name: string;
  #turnId: string | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #batch: FrameBatch;
  #pending: PendingRequest | undefined;
  #answer: ChatMessage | undefined;
  #live: LiveAnswer | undefined;
  #retryable: Retry | undefined;
  /** What was written before, where the turn goes on with another's answer. */
  #earlier: TurnView | 'unread' | undefined;
  #missing = false;
  #answers = 0;
  #onTurn: ((turnId: string) => void) | undefined;
  #stopWatching: Release | undefined;
  #current: TurnSnapshot;

  /**
   * @param name under which a reload finds the turn again; one turn at a time has it
   * @param turnId the turn to show; absent: the one that a reload interrupted, or none
   */
  constructor(parts: SessionParts, name: string, turnId: string | undefined) {
    this.#parts = parts;
    this.#name = name;
    this.#turnId = turnId;
    this.#batch = new FrameBatch(parts.frames, () => {
      this.#publish();
    });
    this.#current = this.#takeSnapshot();
  }

  /** The turn that is shown; absent until the server has named it. */
  get shownId(): string | undefined {
    return this.#turnId;
  }

  readonly snapshot = (): TurnSnapshot => this.#current;

  readonly subscribe = (listener: () => void): Release => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** @param onTurn told once the server has named a turn that was asked here */
  configure(onTurn: ((turnId: string) => void) | undefined): void {
    this.#onTurn = onTurn;
  }

  /** The page shows this turn: takes up what a reload interrupted. */
  enter(): void {
    this.#stopWatching = this.#parts.frames.onHidden(() => {
      this.#batch.flush();
    });
    const kept = this.#parts.pendingRequests.read(this.#name);
    if (this.#turnId === undefined || kept?.turnId === this.#turnId) this.#pending = kept;
    const turnId = this.#turnId ?? kept?.turnId;
    if (turnId !== undefined) {
      this.#turnId = turnId;
      this.#follow(turnId, 0);
    } else if (this.#pending?.failure !== undefined) {
      this.#answer = { ...this.#placeholder(), state: 'error', failure: this.#pending.failure };
      this.#retryable = { kind: 'send again' };
    } else if (this.#pending !== undefined) {
      this.#send(this.#pending);
    }
    this.#batch.now();
  }

  /** The page shows something else. The turn goes on for its grace, and can be entered again. */
  leave(): void {
    this.#stopWatching?.();
    this.#live?.leave();
    this.#live = undefined;
  }

  /**
   * Shows the placeholder of an answer at once, then asks.
   *
   * @returns false, and nothing happens, while a turn is under way or where there is nothing to ask
   */
  readonly start = (request: TurnRequest): boolean => {
    if (this.#live !== undefined || request.message.trim() === '') return false;
    this.#ask(request, undefined);
    return true;
  };

  /** Stops the turn, for every reader. Its text so far is kept. */
  readonly cancel = (): void => {
    this.#live?.stop();
  };

  /**
   * Tries again after a failure: the same request where no answer ever came, the same turn where only the
   * connection was lost, and a new turn otherwise.
   */
  readonly retry = (): boolean => {
    const retryable = this.#retryable;
    const turnId = this.#turnId;
    const pending = this.#pending;
    if (this.#live !== undefined) return false;
    if (this.#answer?.state !== 'error' && this.#answer?.state !== 'cancelled') return false;
    if (retryable?.kind === 'follow' && turnId !== undefined) {
      this.#follow(turnId, retryable.after);
    } else if (pending === undefined) {
      return false;
    } else if (retryable?.kind === 'send again') {
      this.#send(pending);
    } else {
      return this.start(pending.original ?? pending.request);
    }
    return true;
  };

  /** Has an answer that broke off written on from where it stopped, in a turn of its own. */
  readonly continueAnswer = (): boolean => {
    const { continuable, turn, request: original } = this.#current;
    const { turnId, conversationId } = turn;
    if (!continuable || turnId === undefined || conversationId === undefined) return false;
    const { continueMessage: message } = this.#parts.labels;
    this.#ask(
      { ...original, message, conversation_id: conversationId, continues: turnId },
      original,
    );
    this.#goOnFrom(turn);
    return true;
  };

  /** Puts the answer away and forgets it on this page; stops nothing. */
  readonly reset = (): void => {
    this.#live?.leave();
    this.#live = undefined;
    this.#pending = undefined;
    this.#answer = undefined;
    this.#earlier = undefined;
    this.#turnId = undefined;
    this.#missing = false;
    this.#parts.pendingRequests.clear(this.#name);
    this.#batch.now();
  };

  #ask(request: TurnRequest, original: TurnRequest | undefined): void {
    const { client, clock } = this.#parts;
    this.#turnId = undefined;
    this.#earlier = undefined;
    this.#send({
      request,
      idempotencyKey: client.newKey(),
      createdAtMs: clock.now(),
      ...given({ original }),
    });
  }

  #send(pending: PendingRequest): void {
    const { failure: _failure, ...again } = pending;
    this.#keep(again);
    this.#answer = this.#placeholder();
    void this.#begin(this.#answer).read((options) =>
      this.#parts.client.start(again.request, { ...options, idempotencyKey: again.idempotencyKey }),
    );
    this.#batch.now();
  }

  #follow(turnId: string, after: number): void {
    const shown = this.#answer ?? this.#placeholder();
    this.#answer = shown;
    const live = this.#begin(shown);
    if (after > 0) live.resumeFrom(shown.turn ?? emptyTurn, after);
    void live.read((options) => this.#parts.client.follow(turnId, { ...options, after }));
    this.#batch.now();
  }

  #begin({ key }: ChatMessage): LiveAnswer {
    const { client, clock, labels } = this.#parts;
    const live: LiveAnswer = new LiveAnswer(key, client, clock, labels, {
      started: ({ turn_id: turnId, continues }) => {
        if (continues !== undefined && this.#earlier === undefined) this.#recall(live, continues);
        if (this.#turnId === turnId) return;
        this.#turnId = turnId;
        if (this.#pending !== undefined) this.#keep({ ...this.#pending, turnId });
        this.#onTurn?.(turnId);
      },
      changed: () => {
        this.#batch.soon();
      },
      grew: () => {
        this.#batch.grew();
      },
      settled: () => {
        this.#settle(live);
      },
    });
    this.#live = live;
    this.#retryable = undefined;
    this.#missing = false;
    return live;
  }

  /** Reads again what was written before the turn that is followed; until then its words have no beginning. */
  #recall(live: LiveAnswer, turnId: string): void {
    this.#earlier = 'unread';
    void recallEarlier(this.#parts.client, turnId, live.reading.signal).then((earlier) => {
      if (this.#earlier === 'unread') this.#goOnFrom(earlier);
    });
  }

  #goOnFrom(earlier: TurnView | undefined): void {
    this.#earlier = earlier;
    this.#batch.now();
  }

  #settle(live: LiveAnswer): void {
    const { failure, connectionLost, sequence, refusedWith } = live;
    this.#live = undefined;
    if (refusedWith === 404 && this.#turnId !== undefined) {
      this.#answer = undefined;
      this.#missing = true;
    } else if (this.#answer !== undefined) {
      this.#answer = live.shownIn(this.#answer);
    }
    if (failure !== undefined && this.#turnId === undefined && this.#pending !== undefined) {
      this.#keep({ ...this.#pending, failure });
    }
    if (connectionLost) {
      this.#retryable =
        this.#turnId === undefined ? { kind: 'send again' } : { kind: 'follow', after: sequence };
    }
    if (lostWords(this.#answer)) void this.#recallOwn(live);
    this.#batch.now();
  }

  async #recallOwn({ key, turnId, reading }: LiveAnswer): Promise<void> {
    if (turnId === undefined) return;
    const turn = await recallTurn(this.#parts.client, turnId, reading.signal);
    if (turn?.status !== 'ended' || this.#answer?.key !== key) return;
    this.#answer = answerOf(this.#answer, turn);
    this.#batch.now();
  }

  #keep(pending: PendingRequest): void {
    this.#pending = pending;
    this.#parts.pendingRequests.write(this.#name, pending);
  }

  #placeholder(): ChatMessage {
    this.#answers += 1;
    return answerOf(
      {
        key: `answer-${String(this.#answers)}`,
        role: 'assistant',
        text: '',
        state: 'pending',
        createdAtMs: this.#pending?.createdAtMs ?? this.#parts.clock.now(),
      },
      emptyTurn,
    );
  }

  #publish(): void {
    this.#current = this.#takeSnapshot();
    for (const listener of this.#listeners) listener();
  }

  #takeSnapshot(): TurnSnapshot {
    const live = this.#live;
    const pending = this.#pending;
    const answer = this.#shownAnswer();
    const turn = answer?.turn ?? emptyTurn;
    return {
      state: stateOf(answer, this.#missing),
      request: pending?.original ?? pending?.request,
      answer,
      turn,
      startedAtMs: pending?.createdAtMs,
      active: live !== undefined,
      connection: live?.connection ?? 'open',
      continuable: answer !== undefined && isContinuable(answer),
    };
  }

  /** The answer as it stands, after all that it goes on from. */
  #shownAnswer(): ChatMessage | undefined {
    const answer = this.#answer;
    const live = this.#live;
    const earlier = this.#earlier;
    const own = answer === undefined ? undefined : (live?.shownIn(answer) ?? answer);
    if (own === undefined || earlier === undefined) return own;
    if (earlier === 'unread') return { ...own, state: 'pending', text: '', turn: emptyTurn };
    const turn = joined(earlier, own.turn ?? emptyTurn);
    const state = own.state === 'pending' && turn.text !== '' ? 'streaming' : own.state;
    return { ...own, state, text: turn.text, turn };
  }
}

function stateOf(answer: ChatMessage | undefined, missing: boolean): TurnSnapshot['state'] {
  if (missing) return 'missing';
  return answer === undefined || answer.state === 'sent' ? 'idle' : answer.state;
}
