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

/** Callbacks of an answer in progress. */
export interface LiveAnswerListener {
  /** The server has accepted the request and assigned IDs. */
  onStart(event: StartEvent): void;
  /** The first words have arrived, which the user waits for. They are shown without waiting for a frame. */
  onFirstText(): void;
  /**
   * There is something new to show. May be called many times between two paints.
   *
   * @param low true if only a text has grown, and can wait a little
   */
  onChange(low?: boolean): void;
  /** The answer has ended, failed or been stopped. Called last, once. */
  onSettled(): void;
}

/** How long a stop waits for the server to assign the turn's ID before this page stops reading. */
const unnamedStopTimeoutMs = 2_000;

/** One answer in progress: reads its turn, stops it, and keeps the reason if it fails. */
export class LiveAnswer {
  /** Aborted when this page stops reading. */
  readonly reading = new AbortController();
  #turn: TurnView = emptyTurn;
  #stopping = false;
  #stoppedLocally = false;
  #settled = false;
  /** Events of the turn's log seen so far. */
  sequence = 0;
  connection: ConnectionState = 'connecting';
  failure: Failure | undefined;
  /** True if the connection failed rather than the turn, which may continue without this page. */
  connectionLost = false;
  /** What reading has thrown, if it failed. */
  thrown: unknown;

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

  /** Absent until the server has assigned it. */
  get turnId(): string | undefined {
    return this.#turn.turnId;
  }

  /** Continues from what an earlier reader of the turn had seen. */
  resumeFrom(turn: TurnView, sequence: number): void {
    this.#turn = turn;
    this.sequence = sequence;
  }

  /** Reads the turn to its end. `open` starts or follows it. */
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
        } else if (event.type === 'text' && before.text === '') {
          this.#listener.onFirstText();
        } else {
          this.#listener.onChange(event.type === 'text');
        }
      }
    } catch (thrown) {
      if (this.reading.signal.aborted) return;
      this.#fail(thrown);
      if (!(thrown instanceof ProblemError || thrown instanceof ConnectionLostError)) throw thrown;
    }
  }

  /** Stops the turn for every reader. Its text so far is kept. */
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

  /**
   * Stops reading without telling the server, which keeps the turn running for the disconnect grace period.
   */
  stopReading(): void {
    this.#settled = true;
    this.reading.abort();
  }

  /** The message with the current state of the answer. */
  applyTo(message: ChatMessage): ChatMessage {
    const shown = withTurn({ ...message, stopping: this.#stopping }, this.#turn);
    if (this.failure !== undefined) {
      return { ...shown, state: 'error', failure: this.failure };
    }
    return this.#stoppedLocally ? { ...shown, state: 'cancelled' } : shown;
  }

  #cancelTurn(turnId: string): void {
    // A user who pressed stop does not wait for a server that cannot be reached.
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
    this.thrown = thrown;
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
