import { backoffMs, type BackoffPolicy } from './backoff.js';
import type { ConnectionTimeouts } from './connection-watch.js';
import { type Environment, listen } from './environment.js';
import { isTerminal, type NumberedEvent, type TurnEvent } from './events.js';
import { ConnectionLostError, InterruptionError, ProblemError } from './errors.js';
import { readTurnConnection, type TurnConnectionRequest } from './turn-connection.js';

/** How a turn's stream stands: what a page can say while no event comes. */
export type ConnectionState = 'connecting' | 'open' | 'retrying' | 'offline';

/** Where a reader of a turn has got to. */
export interface StreamPosition {
  /** Unknown until the server has named the turn. */
  readonly turnId: string | undefined;
  /** The last event seen, 0 for none. */
  readonly sequence: number;
}

/** What `readTurn` needs to know besides the position. */
export interface ReadTurnOptions {
  readonly from: StreamPosition;
  readonly requestAt: (position: StreamPosition) => Promise<TurnConnectionRequest>;
  readonly environment: Environment;
  readonly backoff: BackoffPolicy;
  readonly timeouts: ConnectionTimeouts;
  readonly signal?: AbortSignal | undefined;
  readonly onConnection?: ((state: ConnectionState) => void) | undefined;
}

/**
 * A turn's events from a position to the last, each exactly once and in order, over as many connections as
 * it takes. A repeated event is dropped; a missing one ends the connection, so that what follows a gap is
 * never seen.
 *
 * @throws ProblemError where the server says no, ConnectionLostError after too many failures in a row on a device that
 *   is online, and the signal's reason when the reader leaves
 */
export async function* readTurn(
  reading: ReadTurnOptions,
): AsyncGenerator<NumberedEvent, void, undefined> {
  const { environment, backoff, timeouts: patience, signal, onConnection } = reading;
  let { turnId, sequence } = reading.from;
  let failures = 0;
  onConnection?.('connecting');
  for (;;) {
    signal?.throwIfAborted();
    let failure: unknown;
    try {
      const request = await reading.requestAt({ turnId, sequence });
      const connection = readTurnConnection(request, environment, patience, signal, {
        opened(name) {
          turnId ??= name;
          onConnection?.('open');
        },
      });
      for await (const numbered of connection) {
        // A node that crashed may have kept less than was seen: how the turn ended is told all the same.
        const isEnd = isTerminal(numbered.event);
        if (numbered.sequence <= sequence && !isEnd) {
          continue;
        }
        if (numbered.sequence > sequence + 1 && !isInterruptedEnd(numbered.event)) {
          throw new InterruptionError('gap');
        }
        ({ sequence } = numbered);
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
 * Whether an event may leap over numbers that nobody has: the node died, and how the turn ended is numbered
 * above everything that may have been seen of it.
 */
function isInterruptedEnd(event: TurnEvent): boolean {
  return event.type === 'error' && event.code === 'interrupted';
}

/**
 * Whether trying again may help. A refusal of a turn that has begun can be a server that is restarting or a
 * limit that will pass; before that it is the answer.
 */
function isTransient(failure: unknown, begun: boolean): boolean {
  if (failure instanceof ProblemError) {
    return begun && (failure.status === 429 || failure.status >= 500);
  }
  return failure instanceof InterruptionError;
}

/** Waits, at most until the device is back on a network, or until the reader leaves. */
function pause(
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
