import {
  type ConnectionState,
  ProblemError,
  type StartEvent,
  type TurnRequest,
} from '../client/index.js';
import { AnswerSession } from '../session/answer-session.js';
import type { LiveAnswer } from '../session/live-answer.js';
import type { PendingRequest } from '../session/pending-request.js';
import type { SessionDependencies } from '../session/session.js';
import {
  type ChatMessage,
  isContinuable,
  mayHaveLostText,
  type MessageState,
  placeholder,
} from '../turn/chat-message.js';
import { joinTurns, replayPrevious } from '../turn/continued-turn.js';
import { emptyTurn, type TurnView } from '../turn/turn-view.js';
import { omitUndefined } from '../util/omit-undefined.js';

/** A snapshot of one turn. */
export interface TurnSnapshot {
  /** `idle` before anything was asked; `missing` if the server does not know the turn (any more). */
  readonly state: 'idle' | 'missing' | Exclude<MessageState, 'sent'>;
  /** What was asked; absent if another page asked it. */
  readonly request: TurnRequest | undefined;
  /** The answer, in the form that the message parts take; absent before there is one. */
  readonly answer: ChatMessage | undefined;
  /** Phases, estimate, sections, summary, text and latency so far. */
  readonly turn: TurnView;
  /** When this page asked, in milliseconds since the epoch; absent if another page did. */
  readonly startedAtMs: number | undefined;
  /** True from the moment of asking until the answer has ended: nothing else can be asked. */
  readonly active: boolean;
  readonly connection: ConnectionState;
  /** Whether the answer was interrupted after some text, and can be continued. */
  readonly continuable: boolean;
}

/** One turn on one page: started, followed, stopped, and resumed after a reload. */
export class TurnSession extends AnswerSession<TurnSnapshot> {
  readonly #name: string;
  #turnId: string | undefined;
  #pending: PendingRequest | undefined;
  #answer: ChatMessage | undefined;
  /** The interrupted turn that this one continues. */
  #previous: TurnView | 'loading' | undefined;
  #missing = false;
  #answers = 0;
  #onTurn: ((turnId: string) => void) | undefined;

  /**
   * @param name the name under which a reload finds the turn again; unique among the turns of a page
   * @param turnId the turn to show; absent: the turn that a reload interrupted, or none
   */
  constructor(deps: SessionDependencies, name: string, turnId: string | undefined) {
    super(deps);
    this.#name = name;
    this.#turnId = turnId;
  }

  get id(): string | undefined {
    return this.#turnId;
  }

  /** @param onTurn called once the server has assigned an ID to a turn that was started here */
  configure(onTurn: ((turnId: string) => void) | undefined): void {
    this.#onTurn = onTurn;
  }

  /**
   * Shows the placeholder of an answer at once, then sends the request.
   *
   * @returns false, without effect, while a turn is in progress or if the message is blank
   */
  readonly start = (request: TurnRequest): boolean => {
    if (this.live !== undefined || request.message.trim() === '') return false;
    this.#ask(request, undefined);
    return true;
  };

  /**
   * Retries after a failure: as the same request if no response ever came, by following the turn if only the
   * connection was lost, and as a new turn otherwise.
   */
  readonly retry = (): boolean => {
    const source = this.retrySource;
    const pending = this.#pending;
    const state = this.#answer?.state;
    if (this.live !== undefined || (state !== 'error' && state !== 'cancelled')) return false;
    if (source !== undefined && 'turnId' in source) {
      this.#follow(source.turnId, source.after);
    } else if (pending === undefined) {
      return false;
    } else if (source !== undefined) {
      this.#send(pending);
    } else {
      return this.start(pending.original ?? pending.request);
    }
    return true;
  };

  /** Continues an interrupted answer from where it stopped, in a new turn. */
  readonly continueAnswer = (): boolean => {
    const { continuable, turn, request: original } = this.snapshot();
    const { turnId, conversationId } = turn;
    if (!continuable || turnId === undefined || conversationId === undefined) return false;
    const { continueMessage: message } = this.deps.labels;
    this.#ask(
      { ...original, message, conversation_id: conversationId, continues: turnId },
      original,
    );
    this.#setPrevious(turn);
    return true;
  };

  /** Removes the answer from this page. The turn itself is not stopped. */
  readonly reset = (): void => {
    this.live?.stopReading();
    this.live = undefined;
    this.#pending = undefined;
    this.#answer = undefined;
    this.#previous = undefined;
    this.#turnId = undefined;
    this.#missing = false;
    this.deps.pendingRequests.clear(this.#name);
    this.publish();
  };

  protected restore(): void {
    const kept = this.deps.pendingRequests.read(this.#name);
    if (this.#turnId === undefined || kept?.turnId === this.#turnId) this.#pending = kept;
    const pending = this.#pending;
    this.#turnId ??= kept?.turnId;
    if (this.#turnId !== undefined) {
      this.#follow(this.#turnId, 0);
    } else if (pending?.failure !== undefined) {
      this.#answer = { ...this.#placeholder(), state: 'error', failure: pending.failure };
      this.retrySource = { pending };
    } else if (pending !== undefined) {
      this.#send(pending);
    }
  }

  protected update(key: string, change: (message: ChatMessage) => ChatMessage): void {
    if (this.#answer?.key === key) this.#answer = change(this.#answer);
  }

  protected onStart({ turn_id: turnId, continues }: StartEvent): void {
    if (continues !== undefined && this.#previous === undefined) this.#loadPrevious(continues);
    if (this.#turnId === turnId) return;
    this.#turnId = turnId;
    if (this.#pending !== undefined) this.#keep({ ...this.#pending, turnId });
    this.#onTurn?.(turnId);
  }

  protected onSettled(answer: LiveAnswer): void {
    const { failure, thrown, turnId } = answer;
    const missing = thrown instanceof ProblemError && thrown.status === 404;
    if (missing && this.#turnId !== undefined) {
      this.#answer = undefined;
      this.#missing = true;
    } else {
      this.update(answer.key, (message) => answer.applyTo(message));
    }
    if (failure !== undefined && this.#turnId === undefined && this.#pending !== undefined) {
      this.#keep({ ...this.#pending, failure });
    }
    if (mayHaveLostText(this.#answer) && turnId !== undefined) void this.replay(answer.key, turnId);
  }

  protected takeSnapshot(): TurnSnapshot {
    const { live } = this;
    const pending = this.#pending;
    const answer = this.#shownAnswer();
    return {
      state: stateOf(answer, this.#missing),
      request: pending?.original ?? pending?.request,
      answer,
      turn: answer?.turn ?? emptyTurn,
      startedAtMs: pending?.createdAtMs,
      active: live !== undefined,
      connection: live?.connection ?? 'open',
      continuable: answer !== undefined && isContinuable(answer),
    };
  }

  #ask(request: TurnRequest, original: TurnRequest | undefined): void {
    const { client, clock } = this.deps;
    this.#turnId = undefined;
    this.#previous = undefined;
    this.#send({
      request,
      idempotencyKey: client.newKey(),
      createdAtMs: clock.now(),
      ...omitUndefined({ original }),
    });
  }

  #send({ failure: _failure, ...pending }: PendingRequest): void {
    this.#keep(pending);
    this.#missing = false;
    this.#answer = this.#placeholder();
    this.read(this.#answer, { pending });
  }

  #follow(turnId: string, after: number): void {
    this.#missing = false;
    this.#answer ??= this.#placeholder();
    this.read(this.#answer, { turnId, after });
  }

  /** Loads what the interrupted turn had written. Until then, the text of this one has no beginning. */
  #loadPrevious(turnId: string): void {
    this.#previous = 'loading';
    const signal = this.live?.reading.signal ?? this.signal;
    void replayPrevious(this.deps.client, turnId, signal).then((previous) => {
      if (this.#previous === 'loading') this.#setPrevious(previous);
    });
  }

  #setPrevious(previous: TurnView | undefined): void {
    this.#previous = previous;
    this.publish();
  }

  #keep(pending: PendingRequest): void {
    this.#pending = pending;
    this.deps.pendingRequests.write(this.#name, pending);
  }

  #placeholder(): ChatMessage {
    this.#answers += 1;
    const createdAtMs = this.#pending?.createdAtMs ?? this.deps.clock.now();
    return placeholder(`answer-${String(this.#answers)}`, createdAtMs);
  }

  /** The answer so far, after the text of the turn that it continues. */
  #shownAnswer(): ChatMessage | undefined {
    const answer = this.#answer;
    const previous = this.#previous;
    const own = answer === undefined ? undefined : (this.live?.applyTo(answer) ?? answer);
    if (own === undefined || previous === undefined) return own;
    if (previous === 'loading') return { ...own, state: 'pending', text: '', turn: emptyTurn };
    const turn = joinTurns(previous, own.turn ?? emptyTurn);
    const state = own.state === 'pending' && turn.text !== '' ? 'streaming' : own.state;
    return { ...own, state, text: turn.text, turn };
  }
}

function stateOf(answer: ChatMessage | undefined, missing: boolean): TurnSnapshot['state'] {
  if (missing) return 'missing';
  return answer === undefined || answer.state === 'sent' ? 'idle' : answer.state;
}
