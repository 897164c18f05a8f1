import { type ConnectionTimeouts, watchConnection } from './connection-watch.js';
import type { Environment } from './environment.js';
import { EventStreamDecoder } from './event-stream.js';
import type { NumberedEvent } from './events.js';
import { InterruptionError, ProblemError } from './errors.js';
import { hasContentType, isProblem, readProblem } from './problem-response.js';

/** Sends a request whose response is a turn's event stream. */
export type OpenStream = (signal: AbortSignal) => Promise<Response>;

/**
 * Events read before yielding to the page. A reload in the middle of a long answer delivers tens of thousands
 * at once.
 */
const maxEventsPerTask = 500;

/** Bytes decoded at once: about as many events. */
const maxBytesPerDecode = 65_536;

/**
 * Reads one connection to its last event.
 *
 * @param opened called once the server has responded. A header names the turn before its first event does
 * @throws ProblemError if the server rejects the request, InterruptionError if the connection fails, and the
 *   signal's reason if the caller aborts
 */
export async function* readTurnConnection(
  open: OpenStream,
  environment: Environment,
  timeouts: ConnectionTimeouts,
  signal: AbortSignal | undefined,
  opened: (turnId: string | null) => void,
): AsyncGenerator<NumberedEvent, void, undefined> {
  const watch = watchConnection(environment, timeouts, signal);
  try {
    const response = await open(watch.signal);
    if (!response.ok) {
      // A proxy that cannot reach the server responds in its place; the server itself has rejected nothing.
      throw response.status >= 500 && !isProblem(response)
        ? new InterruptionError('unavailable')
        : await readProblem(response, environment.clock.now());
    }
    if (!hasContentType(response, 'text/event-stream')) throw new InterruptionError('malformed');
    watch.touch();
    opened(response.headers.get('turn-id'));
    const decoder = new EventStreamDecoder();
    const body = response.body?.getReader();
    let events = 0;
    for (;;) {
      const { value } = (await body?.read()) ?? {};
      if (value === undefined) return;
      watch.touch();
      for (let from = 0; from < value.length; from += maxBytesPerDecode) {
        for (const item of decoder.push(value.subarray(from, from + maxBytesPerDecode))) {
          if (item.kind === 'malformed') throw new InterruptionError('malformed');
          if (item.kind === 'end') return;
          yield item;
          events += 1;
          if (events % maxEventsPerTask === 0) await environment.yieldToMain?.();
        }
      }
    }
  } catch (failure) {
    signal?.throwIfAborted();
    if (failure instanceof ProblemError || failure instanceof InterruptionError) {
      throw failure;
    }
    const reason: unknown = watch.signal.reason;
    throw reason instanceof InterruptionError
      ? reason
      : new InterruptionError('network', { cause: failure });
  } finally {
    watch.release();
  }
}
