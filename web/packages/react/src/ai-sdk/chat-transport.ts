import type { ChatTransport, UIMessage, UIMessageChunk } from 'ai';

import { backoffMs, type BackoffPolicy, defaultBackoff } from '../client/backoff.js';
import { ConnectionLostError, ProblemError } from '../client/errors.js';
import { readProblem } from '../client/problem-response.js';
import { type ChunkFrame, readFrames, type SilenceLimits } from './chunk-frames.js';
import { TurnVitals } from './turn-vitals.js';

type Resolvable<T> = T | (() => T | Promise<T>);

/** How the transport reaches the server. All fields are optional. */
export interface FirstwordChatTransportOptions {
  /** The address of the route; `/api/ui/chat` by default. */
  readonly api?: string;
  readonly headers?: Resolvable<Record<string, string>>;
  readonly credentials?: RequestCredentials;
  /** Fields of a chat request, such as `profile` or `tools`. */
  readonly body?: Resolvable<object>;
  readonly fetch?: typeof globalThis.fetch;
  readonly backoff?: BackoffPolicy;
  readonly silence?: SilenceLimits;
  /** Whether to report what the user saw; `true` by default. */
  readonly vitals?: boolean;
}

/** The data of the transient part `data-connection`, which `onData` of the hook receives. */
export interface ConnectionNotice {
  readonly state: 'connected' | 'stalled' | 'reconnecting' | 'offline';
}

type SendOptions<M extends UIMessage> = Parameters<ChatTransport<M>['sendMessages']>[0];
type ResumeOptions<M extends UIMessage> = Parameters<ChatTransport<M>['reconnectToStream']>[0];

/** What is needed to follow one answer. */
interface Following {
  readonly chatId: string;
  readonly signal: AbortSignal | undefined;
  readonly headers: SendOptions<UIMessage>['headers'];
  /** Sends the request, which may be repeated, that starts the stream. */
  readonly open: () => Promise<Response>;
  /** Its first response, if it has come already. */
  first: Response | undefined;
  readonly vitals: TurnVitals | undefined;
  turnId?: string;
  lastEventId?: string;
}

/** From the route of the chat to that of measurements. */
const vitalsPath = '/../../vitals';
const defaultSilence: SilenceLimits = { stallMs: 20_000, lostMs: 40_000 };
/** Statuses of a server, or of a proxy in front of it, that is about to be back. */
const passing = new Set([502, 503, 504]);

/**
 * A transport for `useChat` that survives lost connections: it resumes after the last event that it has. It sends
 * only the newest message, and `stop()` of the hook ends the turn on the server too.
 */
export class FirstwordChatTransport<M extends UIMessage = UIMessage> implements ChatTransport<M> {
  /** A resumed stream starts again from its beginning. */
  readonly resumeStreamIsReplay = true;
  readonly #options: FirstwordChatTransportOptions;
  /** The newest stream of each chat that is open. */
  readonly #current = new Map<string, Following>();

  constructor(options: FirstwordChatTransportOptions = {}) {
    this.#options = options;
  }

  /* eslint-disable-next-line @typescript-eslint/require-await -- the interface wants a promise */
  async sendMessages(options: SendOptions<M>): Promise<ReadableStream<UIMessageChunk>> {
    const { chatId, messages, trigger, messageId, abortSignal, headers } = options;
    // A repeated request to answer again finds its turn by this; a message has an id for that.
    const key: Record<string, string> =
      trigger === 'regenerate-message'
        ? { 'idempotency-key': `${String(Date.now())}-${String(Math.random())}` }
        : {};
    const open = async (): Promise<Response> =>
      await this.#fetch('', headers, abortSignal, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...key },
        body: JSON.stringify({
          ...(await resolve(this.#options.body)),
          ...options.body,
          id: chatId,
          message: messages.at(-1),
          trigger,
          messageId,
        }),
      });
    const vitals = this.#options.vitals === false ? undefined : new TurnVitals();
    return this.#stream({ chatId, signal: abortSignal, headers, open, first: undefined, vitals });
  }

  async reconnectToStream(
    options: ResumeOptions<M>,
  ): Promise<ReadableStream<UIMessageChunk> | null> {
    const { chatId, headers } = options;
    this.#current.delete(chatId); // What is resumed once more is not to be stopped.
    // Earlier versions of the hook have no signal here.
    const { abortSignal: signal } = options as { abortSignal?: AbortSignal };
    const open = (): Promise<Response> =>
      this.#fetch(`/${encodeURIComponent(chatId)}/stream`, headers, signal);
    const first = await open();
    if (first.status === 204) return null;
    if (!first.ok) throw await readProblem(first, Date.now());
    return this.#stream({ chatId, signal, headers, open, first, vitals: undefined });
  }

  #stream(following: Following): ReadableStream<UIMessageChunk> {
    const { chatId, signal } = following;
    this.#current.set(chatId, following);
    signal?.addEventListener('abort', () => {
      // The hook also aborts a stream that it is about to resume once more.
      setTimeout(() => {
        if (this.#current.get(chatId) === following) void this.#stop(following);
      });
    });
    const chunks = this.#follow(following);
    return new ReadableStream({
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return(undefined);
      },
    });
  }

  async *#follow(following: Following): AsyncGenerator<UIMessageChunk, void, undefined> {
    const { signal, vitals } = following;
    const { backoff = defaultBackoff } = this.#options;
    const onLeave = (): void => {
      void this.#report(following, true);
    };
    addEventListener('pagehide', onLeave);
    let failures = 0;
    try {
      for (;;) {
        try {
          for await (const received of this.#read(following)) {
            if (received === 'end') {
              void this.#report(following, false);
              return;
            }
            if (received === 'stalled') yield notice('stalled');
            else if (received === 'moving') yield notice('connected');
            else {
              if (failures > 0) yield notice('connected');
              failures = 0;
              for (const chunk of received.chunks) {
                vitals?.onChunk(chunk);
                yield chunk;
              }
              note(received, following);
            }
          }
        } catch (failure) {
          const mayPass =
            failures > 0 || following.lastEventId !== undefined
              ? failure instanceof ProblemError && passing.has(failure.status)
              : false;
          if (signal?.aborted === true || (failure instanceof ProblemError && !mayPass)) {
            throw failure;
          }
        }
        if (++failures >= backoff.maxAttempts) throw new ConnectionLostError();
        yield notice(navigator.onLine ? 'reconnecting' : 'offline');
        await pause(backoffMs(backoff, failures, Math.random()), signal);
        if (signal?.aborted === true) throw signal.reason as Error;
      }
    } finally {
      removeEventListener('pagehide', onLeave);
      if (signal?.aborted !== true) this.#current.delete(following.chatId);
    }
  }

  /** Opens a connection that resumes where the one before it ended, and reads it. */
  async *#read(following: Following): ReturnType<typeof readFrames> {
    const { chatId, turnId, lastEventId, signal, headers, open, first } = following;
    following.first = undefined;
    const response =
      first ??
      (turnId === undefined || lastEventId === undefined
        ? await open()
        : await this.#fetch(
            `/${encodeURIComponent(chatId)}/stream?turn_id=${encodeURIComponent(turnId)}`,
            headers,
            signal,
            { headers: { 'last-event-id': lastEventId } },
          ));
    if (response.status === 204) {
      yield 'end';
      return;
    }
    if (!response.ok) throw await readProblem(response, Date.now());
    if (response.body !== null) {
      yield* readFrames(response.body, this.#options.silence ?? defaultSilence);
    }
  }

  /** Ends the turn on the server: without this, it would run until nobody has followed it for a while. */
  async #stop({ chatId, turnId, headers }: Following): Promise<void> {
    this.#current.delete(chatId);
    await this.#fetch(`/${encodeURIComponent(chatId)}/stop`, headers, undefined, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ activeStreamId: turnId }),
      keepalive: true,
    }).catch(() => undefined); // Nobody follows the turn, so it ends by itself.
  }

  async #report({ vitals, turnId, headers }: Following, abandoned: boolean): Promise<void> {
    if (vitals === undefined || turnId === undefined) return;
    // Losing a measurement must not disturb the page.
    await this.#fetch(vitalsPath, headers, undefined, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: vitals.report(turnId, abandoned),
      keepalive: true,
    }).catch(() => undefined);
  }

  async #fetch(
    path: string,
    headers: SendOptions<M>['headers'],
    signal: AbortSignal | undefined,
    init: RequestInit = {},
  ): Promise<Response> {
    const { api = '/api/ui/chat', credentials, fetch = globalThis.fetch } = this.#options;
    const [address = '', query] = api.split('?');
    const all = new Headers(await resolve(this.#options.headers));
    for (const more of [headers, init.headers]) {
      new Headers(more).forEach((value, name) => {
        all.set(name, value);
      });
    }
    const separator = path.includes('?') ? '&' : '?';
    return await fetch(address + path + (query === undefined ? '' : separator + query), {
      ...init,
      headers: all,
      ...(credentials === undefined ? {} : { credentials }),
      ...(signal === undefined ? {} : { signal }),
    });
  }
}

/** Remembers where to resume. */
function note({ chunks, id }: ChunkFrame, following: Following): void {
  for (const chunk of chunks) {
    if (chunk.type !== 'start') continue;
    const metadata = chunk.messageMetadata as { turn_id?: string } | undefined;
    if (metadata?.turn_id !== undefined) following.turnId = metadata.turn_id;
  }
  if (id !== undefined) following.lastEventId = id;
}

function notice(state: ConnectionNotice['state']): UIMessageChunk {
  return { type: 'data-connection', data: { state }, transient: true };
}

async function resolve<T>(value: Resolvable<T> | undefined): Promise<T | undefined> {
  return typeof value === 'function' ? await (value as () => T | Promise<T>)() : value;
}

/** Waits, but no longer than until the device is online again, or the user stops. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((done) => {
    const over = (): void => {
      clearTimeout(timer);
      removeEventListener('online', over);
      signal?.removeEventListener('abort', over);
      done();
    };
    const timer = setTimeout(over, ms);
    addEventListener('online', over);
    signal?.addEventListener('abort', over);
  });
}
