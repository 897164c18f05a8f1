import { type Environment, listen, type Release } from './environment.js';
import { Interruption } from './failures.js';

/** How long one connection may be silent. */
export interface Patience {
  /** From the request to the head of its answer, which the server sends before any slow work. */
  readonly headMs: number;
  /** Between two reads. The server sends a comment every 15 s; two missed and some slack is a dead line. */
  readonly silenceMs: number;
}

export const defaultPatience: Patience = { headMs: 15_000, silenceMs: 35_000 };

/**
 * Ends one connection that nobody else would end: one that is half open, or that was made on a network the
 * device has since left. A timer that fires late, after sleep, still ends a connection that is stale.
 */
export class ConnectionWatch {
  readonly #controller = new AbortController();
  readonly #environment: Environment;
  readonly #patience: Patience;
  readonly #releases: readonly Release[];
  #stopTimer: Release;

  constructor(environment: Environment, patience: Patience, reader: AbortSignal | undefined) {
    this.#environment = environment;
    this.#patience = patience;
    this.#stopTimer = this.#expectWithin(patience.headMs);
    this.#releases = [
      environment.network.onOnline(() => {
        this.#interrupt('network');
      }),
      listen(reader, 'abort', () => {
        this.#controller.abort(reader?.reason);
      }),
    ];
  }

  /** Aborted when the connection must end; the reason is an `Interruption`, or the reader's own. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Bytes came, if only a keep-alive comment. */
  heard(): void {
    this.#stopTimer();
    this.#stopTimer = this.#expectWithin(this.#patience.silenceMs);
  }

  /** Ends the connection and everything that watches it. */
  release(): void {
    this.#stopTimer();
    for (const release of this.#releases) {
      release();
    }
    this.#controller.abort();
  }

  #expectWithin(delayMs: number): Release {
    return this.#environment.clock.setTimer(() => {
      this.#interrupt('silent');
    }, delayMs);
  }

  #interrupt(reason: 'network' | 'silent'): void {
    this.#controller.abort(new Interruption(reason));
  }
}
