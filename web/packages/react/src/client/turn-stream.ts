import { backoffMs, type BackoffPolicy } from './backoff.js';
import type { ConnectionTimeouts } from './connection-watch.js';
import { type Environment, listen } from './environment.js';
import { isTerminal, type NumberedEvent } from './events.js';
import { ConnectionLostError, InterruptionError, ProblemError } from './errors.js';
import { readTurnConnection } from './turn-connection.js';

/** The connection state of a turn's stream, which a page can show while no event arrives. */
export type ConnectionState = 'connecting' | 'open' | 'retrying' | 'offline';

/** How far a reader of a turn has read. */
export interface StreamPosition {
  /** Unknown until the server has assigned it. */
  readonly turnId: string | undefined;
  /** The last event seen, 0 for none. */
  readonly sequence: number;
}

/** What `readTurn` depends on. */
export interface ReadTurnOptions {
  readonly from: StreamPosition;
  /** Sends the request for what comes after a position. */
  readonly open: (position: StreamPosition, signal: AbortSignal) => Promise<Response>;
  readonly environment: Environment;
  readonly backoff: BackoffPolicy;
  readonly timeouts: ConnectionTimeouts;
  readonly signal?: AbortSignal | undefined;
  readonly onConnection?: ((state: ConnectionState) => void) | undefined;
}

/** Less than what a node leaves between its first event and those that may be lost with the node before it. */
const failoverGap = 90_000;

/**
 * Reads a turn's events from a position to the last, each exactly once and in order, over as many connections as it
 * takes. Duplicates are dropped. A gap within a connection ends it, so that no event is left out. The exception is the
 * gap that a node leaves when it resumes another node's turn.
 *
 * @throws ProblemError if the server rejects the request, ConnectionLostError after too many consecutive
 *   failures while the device is online, and the signal's reason if the caller aborts
 */
export async function* readTurn(
  reading: ReadTurnOptions,
): AsyncGenerator<NumberedEvent, void, undefined> {
  const { environment, backoff, timeouts, signal, onConnection } = reading;
  let { turnId, sequence } = reading.from;
  let failures = 0;
  onConnection?.('connecting');
  for (;;) {
    signal?.throwIfAborted();
    let failure: unknown;
    // The first event answers the position of the request: the server has none between them.
    let expected = Infinity;
    try {
      const position = { turnId, sequence };
      const connection = readTurnConnection(
        (watched) => reading.open(position, watched),
        environment,
        timeouts,
        signal,
        (name) => {
          turnId ??= name ?? undefined;
          onConnection?.('open');
        },
      );
      for await (const numbered of connection) {
        // A node that crashed may have stored less than was seen. The terminal event is delivered in any
        // case.
        const isEnd = isTerminal(numbered.event);
        if (numbered.sequence <= sequence && !isEnd) {
          continue;
        }
        if (numbered.sequence > expected && numbered.sequence < expected + failoverGap) {
          throw new InterruptionError('gap');
        }
        ({ sequence } = numbered);
        expected = sequence + 1;
        failures = 0;
        if (numbered.event.type === 'start') {
          turnId = numbered.event.turn_id;
        }
        yield numbered;
        if (isEnd) {
          return;
        }
      }
      failure = new InterruptionError('ended');
    } catch (thrown) {
      signal?.throwIfAborted();
      if (!isTransient(thrown, sequence > 0)) {
        throw thrown;
      }
      failure = thrown;
    }
    failures += 1;
    const online = environment.network.isOnline();
    if (online && failures >= backoff.maxAttempts) {
      throw new ConnectionLostError({ cause: failure });
    }
    onConnection?.(online ? 'retrying' : 'offline');
    const requestedMs = failure instanceof ProblemError ? (failure.retryAfterMs ?? 0) : 0;
    await pause(
      Math.max(requestedMs, backoffMs(backoff, failures, environment.random())),
      environment,
      signal,
    );
  }
}

/**
 * Whether a retry may succeed. Once a turn has started, a rejection can come from a server that is
 * restarting, or from a rate limit. Before that, it is final.
 */
function isTransient(failure: unknown, begun: boolean): boolean {
  if (failure instanceof ProblemError) {
    return begun && (failure.status === 429 || failure.status >= 500);
  }
  return failure instanceof InterruptionError;
}

/** Waits for a delay, until the device is back online, or until the reader aborts. */
export function pause(
  delayMs: number,
  environment: Environment,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      stopTimer();
      stopListening();
      stopReading();
      resolve();
    };
    const stopTimer = environment.clock.setTimer(end, delayMs);
    const stopListening = environment.network.onOnline(end);
    const stopReading = listen(signal, 'abort', end);
  });
}
