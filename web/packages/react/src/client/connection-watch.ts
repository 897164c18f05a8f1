import { type Environment, listen, type Release } from './environment.js';
import { InterruptionError } from './errors.js';

/** The timeouts of one connection. */
export interface ConnectionTimeouts {
  /** From the request to the response headers, which the server sends before any slow work. */
  readonly responseMs: number;
  /**
   * Between two reads. The server sends a keep-alive comment every 15 s; this allows for two missed ones and
   * some slack.
   */
  readonly idleMs: number;
}

export const defaultTimeouts: ConnectionTimeouts = { responseMs: 15_000, idleMs: 35_000 };

/** The watch over one connection. */
export interface ConnectionWatch {
  /** Aborted when the connection must end. The reason is an `InterruptionError`, or the caller's own. */
  readonly signal: AbortSignal;
  /** Restarts the idle timeout. Called for all bytes that arrive, keep-alive comments included. */
  touch(): void;
  /** Ends the connection and the watch. */
  release(): void;
}

/**
 * Ends a connection that would otherwise hang: one that is half open, or that was made on a network which the
 * device has since left. A timer that fires late, after sleep, still ends a stale connection.
 */
export function watchConnection(
  { clock, network }: Environment,
  timeouts: ConnectionTimeouts,
  signal: AbortSignal | undefined,
): ConnectionWatch {
  const controller = new AbortController();
  const startTimer = (delayMs: number): Release =>
    clock.setTimer(() => {
      controller.abort(new InterruptionError('idle'));
    }, delayMs);
  let stopTimer = startTimer(timeouts.responseMs);
  const stopOnline = network.onOnline(() => {
    controller.abort(new InterruptionError('network'));
  });
  const stopReader = listen(signal, 'abort', () => {
    controller.abort(signal?.reason);
  });
  return {
    signal: controller.signal,
    touch() {
      stopTimer();
      stopTimer = startTimer(timeouts.idleMs);
    },
    release() {
      stopTimer();
      stopOnline();
      stopReader();
      controller.abort();
    },
  };
}
