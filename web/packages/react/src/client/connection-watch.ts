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

/** Watches over one connection. */
export interface ConnectionWatch {
  /** Aborted when the connection must end; the reason is an `Interruption`, or the reader's own. */
  readonly signal: AbortSignal;
  /** Bytes arrived, if only a keep-alive comment: restarts the idle timeout. */
  touch(): void;
  /** Ends the connection, and the watch. */
  release(): void;
}

/**
 * Ends a connection that would otherwise hang: one that is half open, or that was made on a network which the
 * device has since left. A timer that fires late, after sleep, still ends a stale connection.
 */
export function watchConnection(
  { clock, network }: Environment,
  patience: Patience,
  reader: AbortSignal | undefined,
): ConnectionWatch {
  const controller = new AbortController();
  const timeout = (delayMs: number): Release =>
    clock.setTimer(() => {
      controller.abort(new Interruption('silent'));
    }, delayMs);
  let stopTimer = timeout(patience.headMs);
  const stopOnline = network.onOnline(() => {
    controller.abort(new Interruption('network'));
  });
  const stopReader = listen(reader, 'abort', () => {
    controller.abort(reader?.reason);
  });
  return {
    signal: controller.signal,
    touch() {
      stopTimer();
      stopTimer = timeout(patience.silenceMs);
    },
    release() {
      stopTimer();
      stopOnline();
      stopReader();
      controller.abort();
    },
  };
}
