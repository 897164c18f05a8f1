import {
  backoffMs,
  defaultBackoff,
  type Environment,
  type FirstwordClient,
  isTerminal,
  type NumberedEvent,
  ProblemError,
  type ToolCallEvent,
  type ToolResult,
  type ToolState,
} from '../client/index.js';
import { pause } from '../client/turn-stream.js';
import type { CallLocks } from './call-lock.js';
import { type RequestedCall, runTool, type ToolSet } from './tool-set.js';

/** What running the tools of a turn depends on. */
export interface TurnToolsDependencies {
  readonly api: Pick<FirstwordClient, 'turn' | 'sendToolResults'>;
  readonly tools: () => ToolSet;
  readonly environment: Environment;
  readonly locks: CallLocks;
}

/** A tool call of the turn, as of its newest event. */
interface Call extends RequestedCall {
  readonly state: ToolState;
}

/** Waits until so many events have been read. */
interface Waiting {
  readonly sequence: number;
  readonly resolve: () => void;
}

/** Statuses of a turn that waits for no result any more. Its last event says why. */
const overStatuses: readonly number[] = [404, 409, 410];

/** Runs the tool calls of one turn, each once, and delivers their results. */
export class TurnTools {
  readonly #calls = new Map<string, Call>();
  /** The calls that are being run. */
  readonly #running = new Map<string, AbortController>();
  /** What the tools have returned. A server that crashes may lose it, and asks again. */
  readonly #results = new Map<string, ToolResult>();
  #sequence = 0;
  #waiting: readonly Waiting[] = [];
  #catchingUp: Promise<void> | undefined;
  /** Aborted while nothing may run: the turn is over, stopped, or not read. */
  #reading = new AbortController();
  #ended = false;

  constructor(
    readonly turnId: string,
    private readonly deps: TurnToolsDependencies,
  ) {}

  get ended(): boolean {
    return this.#ended;
  }

  /** Takes the next event of the turn's log. */
  observe({ sequence, event }: NumberedEvent): void {
    this.#sequence = Math.max(this.#sequence, sequence);
    if (isTerminal(event)) {
      this.#ended = true;
      this.abort();
      this.#results.clear();
    } else if (event.type === 'tool_call') {
      this.#update(event);
    }
    const reached = this.#waiting.filter((each) => each.sequence <= this.#sequence);
    this.#waiting = this.#waiting.filter((each) => each.sequence > this.#sequence);
    for (const { resolve } of reached) resolve();
  }

  /** Aborts all calls, and starts none: the turn is over, stopped, or no longer read. */
  abort(): void {
    this.#reading.abort();
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  /** The turn is read again, from where reading it had ended. */
  resume(): void {
    this.#reading = new AbortController();
    for (const call of this.#calls.values()) this.#start(call);
  }

  #update({ id, name, state, arguments: args }: ToolCallEvent): void {
    const call = { id, name, state, arguments: args ?? this.#calls.get(id)?.arguments ?? '' };
    this.#calls.set(id, call);
    // A call that runs again after its result was sent: a crash has lost the result.
    if (state === 'finished' || state === 'failed' || this.#results.has(id)) {
      this.#running.get(id)?.abort();
      this.#running.delete(id);
    }
    this.#start(call);
  }

  #start({ id, state }: Call): void {
    if (state !== 'running' || this.#reading.signal.aborted || this.#running.has(id)) return;
    const controller = new AbortController();
    this.#running.set(id, controller);
    this.#run(id, controller.signal).catch((failure: unknown) => {
      if (!controller.signal.aborted) throw failure;
    });
  }

  async #run(id: string, signal: AbortSignal): Promise<void> {
    const name = `firstword.tool.${this.turnId}.${id}`;
    await this.deps.locks.request(name, { signal }, async () => {
      this.#catchingUp ??= this.#catchUp(this.#reading.signal).finally(() => {
        this.#catchingUp = undefined;
      });
      await this.#catchingUp;
      const call = this.#calls.get(id);
      if (signal.aborted || call?.state !== 'running') return;
      const aborted = whenAborted(signal);
      const result =
        this.#results.get(id) ??
        (await Promise.race([runTool(this.deps.tools(), call, signal), aborted]));
      if (result === undefined) return;
      this.#results.set(id, result);
      await this.#deliver(result, signal);
      // The next holder of the lock must be able to see that the call has ended.
      await aborted;
    });
  }

  /**
   * Reads on to the newest event. A page that was reloaded reads the whole log, in which a call is running before
   * it is finished: it must not run again.
   */
  async #catchUp(signal: AbortSignal): Promise<void> {
    // What has already arrived may answer it.
    await pause(0, this.deps.environment, signal);
    const { last_event_id: sequence = 0 } = await this.#retry(
      () => this.deps.api.turn(this.turnId, signal),
      signal,
    );
    if (sequence <= this.#sequence) return;
    const reached = new Promise<void>((resolve) => {
      this.#waiting = [...this.#waiting, { sequence, resolve }];
    });
    await Promise.race([reached, whenAborted(signal)]);
  }

  async #deliver(result: ToolResult, signal: AbortSignal): Promise<void> {
    const { id } = result;
    const send = (sent: ToolResult): Promise<unknown> =>
      this.#retry(() => this.deps.api.sendToolResults(this.turnId, [sent], signal), signal);
    try {
      await send(result);
    } catch (refusal) {
      if (!(refusal instanceof ProblemError)) throw refusal;
      if (overStatuses.includes(refusal.status)) return;
      // A result that is too large, for example: the model must not wait for it.
      const content = `The result was refused: ${refusal.detail}`;
      await send({ id, content, is_error: true });
    }
  }

  /** Tries until the server has answered, or the call is aborted: the turn itself has a deadline for results. */
  async #retry<Answer>(request: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    const { environment } = this.deps;
    for (let failures = 1; ; failures += 1) {
      try {
        return await request();
      } catch (failure) {
        signal.throwIfAborted();
        const refusal = failure instanceof ProblemError ? failure : undefined;
        if (refusal !== undefined && refusal.status < 500 && refusal.status !== 429) throw failure;
        const delayMs = backoffMs(defaultBackoff, failures, environment.random());
        await pause(Math.max(refusal?.retryAfterMs ?? 0, delayMs), environment, signal);
        signal.throwIfAborted();
      }
    }
  }
}

/** Resolves, with nothing, once a signal is aborted. */
function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });
}
