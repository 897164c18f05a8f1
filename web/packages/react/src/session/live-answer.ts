import {
  ConnectionLostError,
  type ConnectionState,
  isTerminal,
  type NumberedEvent,
  type ReadOptions,
  ProblemError,
  type StartEvent,
} from '../client/index.js';
import { failureOf } from '../turn/failure.js';
import { turnReducer } from '../turn/turn-reducer.js';
import { emptyTurn, type Failure, type TurnView } from '../turn/turn-view.js';
import { withTurn, type ChatMessage } from '../turn/chat-message.js';
import type { SessionDependencies } from './session.js';

/** Who is told about an answer as it grows. */
export interface LiveAnswerListener {
  /** The server has taken the message and named the turn. */
  onStart(event: StartEvent): void;
  /** There is more to show; may come many times between two paints. */
  onChange(): void;
  /** There is more of a text that is shown; may come many times between two paints. */
  onText(): void;
  /** It has ended, failed or been stopped. Last, once. */
  onSettled(): void;
}

/** How long a stop waits for the server to name the turn before this page gives up reading it. */
const unnamedStopTimeoutMs = 2_000;

/** One answer that is under way: reads its turn, stops it, and says why it went no further. */
export class LiveAnswer {
  /** Aborted when this page reads no further. */
  readonly reading = new AbortController();
  #turn: TurnView = emptyTurn;
  #stopping = false;
  #stoppedLocally = false;
  #settled = false;
  /** Events of the log seen so far. */
  sequence = 0;
  connection: ConnectionState = 'connecting';
  failure: Failure | undefined;
  /** True when the connection failed rather than the turn, which may go on without this page. */
  connectionLost = false;
  /** The status of the server's refusal, where that was why. */
  problemStatus: number | undefined;

  readonly #deps: Pick<SessionDependencies, 'client' | 'clock' | 'labels'>;
  readonly #listener: LiveAnswerListener;

  constructor(
    readonly key: string,
    deps: Pick<SessionDependencies, 'client' | 'clock' | 'labels'>,
    listener: LiveAnswerListener,
  ) {
    this.#deps = deps;
    this.#listener = listener;
  }

  /** Absent until the server has named the turn. */
  get turnId(): string | undefined {
    return this.#turn.turnId;
  }

  /** Continues from what an earlier reading of the same turn had seen. */
  resumeFrom(turn: TurnView, sequence: number): void {
    this.#turn = turn;
    this.sequence = sequence;
  }

  /** Reads the turn to its end; `open` starts or follows it. */
  async read(
    open: (options: ReadOptions) => AsyncGenerator<NumberedEvent, void, undefined>,
  ): Promise<void> {
    const onConnection = (state: ConnectionState): void => {
      this.connection = state;
      this.#listener.onChange();
    };
    try {
      for await (const { sequence, event } of open({ signal: this.reading.signal, onConnection })) {
        if (this.#settled) return;
        const before = this.#turn;
        this.#turn = turnReducer(before, event);
        this.sequence = sequence;
        if (event.type === 'start') {
          this.#listener.onStart(event);
          if (this.#stopping) this.#cancelTurn(event.turn_id);
        }
        if (isTerminal(event)) {
          this.#settle();
        } else if (event.type === 'text' && before.text !== '') {
          this.#listener.onText();
        } else {
          this.#listener.onChange();
        }
      }
    } catch (thrown) {
      if (this.reading.signal.aborted) return;
      this.#fail(thrown);
      if (!(thrown instanceof ProblemError || thrown instanceof ConnectionLostError)) throw thrown;
    }
  }

  /** Stops the turn for everyone. The text so far is kept. */
  stop(): void {
    if (this.#stopping || this.#settled) return;
    this.#stopping = true;
    const reachable = this.connection === 'open' || this.connection === 'connecting';
    if (this.turnId !== undefined) this.#cancelTurn(this.turnId);
    if (!reachable) {
      this.#stopLocally();
    } else if (this.turnId === undefined) {
      this.#deps.clock.setTimer(() => {
        if (this.turnId === undefined) this.#stopLocally();
      }, unnamedStopTimeoutMs);
    }
    this.#listener.onChange();
  }

  /** Stops reading without a word to the server, which lets the turn go on for its grace. */
  stopReading(): void {
    this.#settled = true;
    this.reading.abort();
  }

  /** The message as it stands now. */
  applyTo(message: ChatMessage): ChatMessage {
    const shown = withTurn({ ...message, stopping: this.#stopping }, this.#turn);
    if (this.failure !== undefined) {
      return { ...shown, state: 'error', failure: this.failure };
    }
    return this.#stoppedLocally ? { ...shown, state: 'cancelled' } : shown;
  }

  #cancelTurn(turnId: string): void {
    // Whatever kept the server from answering, the person who pressed stop is not kept waiting for it.
    this.#deps.client.cancel(turnId).catch(() => {
      this.#stopLocally();
    });
  }

  #stopLocally(): void {
    if (this.#settled) return;
    this.#stoppedLocally = true;
    this.reading.abort();
    this.#settle();
  }

  #fail(thrown: unknown): void {
    const { labels } = this.#deps;
    this.connectionLost = thrown instanceof ConnectionLostError;
    if (thrown instanceof ProblemError) this.problemStatus = thrown.status;
    this.failure = failureOf(
      thrown,
      this.connectionLost ? labels.connectionLost : labels.unexpected,
    );
    this.#settle();
  }

  #settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#listener.onSettled();
  }
}
