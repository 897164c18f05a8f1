import {
  type ConnectionWatch,
  type ConnectionTimeouts,
  watchConnection,
} from './connection-watch.js';
import type { Environment } from './environment.js';
import { EventStreamDecoder } from './event-stream.js';
import type { NumberedEvent } from './events.js';
import { InterruptionError, ProblemError } from './errors.js';
import { hasContentType, isProblem, readProblem } from './problem-response.js';

/** A request whose response is a turn's event stream. */
export interface TurnConnectionRequest {
  readonly url: string;
  readonly init: RequestInit;
}

/** What a connection reports besides its events. */
export interface TurnConnectionListener {
  /** The server has responded. The header names the turn before its first event does. */
  opened(turnId: string | undefined): void;
}

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
 * @throws ProblemError if the server rejects the request, InterruptionError if the connection fails, and the
 *   signal's reason if the caller aborts
 */
export async function* readTurnConnection(
  request: TurnConnectionRequest,
  environment: Environment,
  timeouts: ConnectionTimeouts,
  signal: AbortSignal | undefined,
  listener: TurnConnectionListener,
): AsyncGenerator<NumberedEvent, void, undefined> {
  const watch = watchConnection(environment, timeouts, signal);
  try {
    const response = await openStream(request, environment, watch);
    watch.touch();
    listener.opened(response.headers.get('turn-id') ?? undefined);
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

async function openStream(
  request: TurnConnectionRequest,
  environment: Environment,
  watch: ConnectionWatch,
): Promise<Response> {
  const response = await environment.fetch(request.url, { ...request.init, signal: watch.signal });
  if (response.ok) {
    if (!hasContentType(response, 'text/event-stream')) {
      throw new InterruptionError('not a stream');
    }
    return response;
  }
  // A proxy that cannot reach the server responds in its place; the server itself has rejected nothing.
  if (response.status >= 500 && !isProblem(response)) {
    throw new InterruptionError('unavailable');
  }
  throw await readProblem(response, environment.clock.now());
}
