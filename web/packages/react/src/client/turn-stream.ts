import { backoffMs, type BackoffPolicy } from './backoff.js';
import type { Patience } from './connection-watch.js';
import { type Environment, listen } from './environment.js';
import { isTerminal, type NumberedEvent, type TurnEvent } from './events.js';
import { ConnectionLost, Interruption, Refusal } from './failures.js';
import { readTurnConnection, type TurnConnectionRequest } from './turn-connection.js';

/** How a turn's stream stands: what a page can say while no event comes. */
export type ConnectionState = 'connecting' | 'open' | 'retrying' | 'offline';

/** Where a reader of a turn has got to. */
export interface Position {
  /** Unknown until the server has named the turn. */
  readonly turnId: string | undefined;
  /** The last event seen, 0 for none. */
  readonly sequence: number;
}

/** What `readTurn` needs to know besides the position. */
export interface TurnReading {
  readonly from: Position;
  readonly requestAt: (position: Position) => Promise<TurnConnectionRequest>;
  readonly environment: Environment;
  readonly backoff: BackoffPolicy;
  readonly patience: Patience;
  readonly signal?: AbortSignal | undefined;
  readonly onConnection?: ((state: ConnectionState) => void) | undefined;
}

/**
 * A turn's events from a position to the last, each exactly once and in order, over as many connections as
 * it takes. A repeated event is dropped; a missing one ends the connection, so that what follows a gap is
 * never seen.
 *
 * @throws Refusal where the server says no, ConnectionLost after too many failures in a row on a device that
 *   is online, and the signal's reason when the reader leaves
 */
export async function* readTurn(
  reading: TurnReading,
): AsyncGenerator<NumberedEvent, void, undefined> {
  const { environment, backoff, patience, signal, onConnection } = reading;
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
        if (numbered.sequence > sequence + 1 && !tellsOfACrash(numbered.event)) {
          throw new Interruption('gap');
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
      failure = new Interruption('ended');
    } catch (thrown) {
      signal?.throwIfAborted();
      if (!isPassing(thrown, sequence > 0)) {
        throw thrown;
      }
      failure = thrown;
    }
    failures += 1;
    const online = environment.network.isOnline();
    if (online && failures >= backoff.attempts) {
      throw new ConnectionLost({ cause: failure });
    }
    onConnection?.(online ? 'retrying' : 'offline');
    const askedMs = failure instanceof Refusal ? (failure.retryAfterMs ?? 0) : 0;
    await pause(
      Math.max(askedMs, backoffMs(backoff, failures, environment.random())),
      environment,
      signal,
    );
  }
}

/**
 * Whether an event may leap over numbers that nobody has: the node died, and how the turn ended is numbered
 * above everything that may have been seen of it.
 */
function tellsOfACrash(event: TurnEvent): boolean {
  return event.type === 'error' && event.code === 'interrupted';
}

/**
 * Whether trying again may help. A refusal of a turn that has begun can be a server that is restarting or a
 * limit that will pass; before that it is the answer.
 */
function isPassing(failure: unknown, begun: boolean): boolean {
  if (failure instanceof Refusal) {
    return begun && (failure.status === 429 || failure.status >= 500);
  }
  return failure instanceof Interruption;
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
