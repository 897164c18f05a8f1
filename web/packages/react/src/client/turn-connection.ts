import { type ConnectionWatch, type Patience, watchConnection } from './connection-watch.js';
import type { Environment } from './environment.js';
import { EventStreamDecoder } from './event-stream.js';
import type { NumberedEvent } from './events.js';
import { Interruption, Refusal } from './failures.js';
import { hasContentType, isProblem, readRefusal } from './refusal-reading.js';

/** One request whose answer is a turn's event stream. */
export interface TurnConnectionRequest {
  readonly url: string;
  readonly init: RequestInit;
}

/** What a connection tells besides its events. */
export interface TurnConnectionListener {
  /** The server answered; the turn is named before its first event. */
  opened(turnId: string | undefined): void;
}

/** Events that are read in one go. A reload in the middle of a long answer brings tens of thousands at once. */
const mostAtOnce = 500;

/** Bytes that are looked at in one go: about as many events. */
const bytesAtOnce = 65_536;

/**
 * Reads one connection until its last event, or throws: a `Refusal` where the server said no, an
 * `Interruption` where the connection failed, the reader's own reason where the reader left.
 */
export async function* readTurnConnection(
  request: TurnConnectionRequest,
  environment: Environment,
  patience: Patience,
  reader: AbortSignal | undefined,
  listener: TurnConnectionListener,
): AsyncGenerator<NumberedEvent, void, undefined> {
  const watch = watchConnection(environment, patience, reader);
  try {
    const response = await answerTo(request, environment, watch);
    watch.touch();
    listener.opened(response.headers.get('turn-id') ?? undefined);
    const decoder = new EventStreamDecoder();
    const body = response.body?.getReader();
    let events = 0;
    for (;;) {
      const { value } = (await body?.read()) ?? {};
      if (value === undefined) return;
      watch.touch();
      for (let from = 0; from < value.length; from += bytesAtOnce) {
        for (const item of decoder.push(value.subarray(from, from + bytesAtOnce))) {
          if (item.kind === 'damaged') throw new Interruption('damaged');
          if (item.kind === 'end') return;
          yield item;
          events += 1;
          if (events % mostAtOnce === 0) await environment.breathe?.();
        }
      }
    }
  } catch (failure) {
    reader?.throwIfAborted();
    if (failure instanceof Refusal || failure instanceof Interruption) {
      throw failure;
    }
    const reason: unknown = watch.signal.reason;
    throw reason instanceof Interruption ? reason : new Interruption('network', { cause: failure });
  } finally {
    watch.release();
  }
}

async function answerTo(
  request: TurnConnectionRequest,
  environment: Environment,
  watch: ConnectionWatch,
): Promise<Response> {
  const response = await environment.fetch(request.url, { ...request.init, signal: watch.signal });
  if (response.ok) {
    if (!hasContentType(response, 'text/event-stream')) {
      throw new Interruption('not a stream');
    }
    return response;
  }
  // A proxy that cannot reach the server answers for it; the server itself has refused nothing.
  if (response.status >= 500 && !isProblem(response)) {
    throw new Interruption('unavailable');
  }
  throw await readRefusal(response, environment.clock.now());
}
