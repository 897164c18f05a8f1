import { type BackoffPolicy, defaultBackoff } from './backoff.js';
import { defaultTimeouts, type ConnectionTimeouts } from './connection-watch.js';
import { type Environment, platformEnvironment } from './environment.js';
import { omitUndefined } from '../util/omit-undefined.js';
import type { NumberedEvent } from './events.js';
import { getJson, type JsonRequest, jsonSender, postWithRetry, withJson } from './json-requests.js';
import type {
  About,
  ConversationPage,
  ConversationSummary,
  PrepareRequest,
  TurnRecord,
  TurnRequest,
} from './records.js';
import { type ConnectionState, type StreamPosition, readTurn } from './turn-stream.js';

/** How a client reaches its server, and the environment it runs in. */
export interface ClientOptions {
  /** The URL of the server, without a trailing slash. Defaults to the origin of the page. */
  readonly baseUrl?: string;
  /**
   * Headers for every request, such as `Authorization`. Called for each request, so that a token may change.
   */
  readonly headers?: () => Record<string, string> | Promise<Record<string, string>>;
  readonly environment?: Environment;
  readonly backoff?: BackoffPolicy;
  readonly timeouts?: ConnectionTimeouts;
}

/** How a reader follows a turn. */
export interface ReadOptions {
  /** Stops reading. The turn itself continues. */
  readonly signal?: AbortSignal | undefined;
  readonly onConnection?: ((state: ConnectionState) => void) | undefined;
}

export interface StartOptions extends ReadOptions {
  /**
   * Requests with the same key and body attach to the same turn, however often they are sent. Defaults to a
   * new key.
   */
  readonly idempotencyKey?: string | undefined;
}

export interface FollowOptions extends ReadOptions {
  /** The last event already seen. Defaults to none. */
  readonly after?: number | undefined;
}

/** Selects a page of a conversation. */
export interface PageOptions {
  readonly before?: string | undefined;
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The server's API, for browsers and for Node. Every method throws a `ProblemError` if the server rejects the
 * request, and a `ConnectionLostError` if the server cannot be reached.
 */
export interface FirstwordClient {
  /** Starts a turn and reads it to its last event, resuming after connection failures. */
  start(
    request: TurnRequest,
    options?: StartOptions,
  ): AsyncGenerator<NumberedEvent, void, undefined>;
  /** Reads a turn, in progress or finished, to its last event, resuming after connection failures. */
  follow(turnId: string, options?: FollowOptions): AsyncGenerator<NumberedEvent, void, undefined>;
  /**
   * Lets the server prepare for a request that is about to be sent. It starts no turn, and callers may ignore
   * its failure.
   */
  prepare(request: PrepareRequest): Promise<void>;
  /** Stops a turn, for every reader. Stopping a finished turn has no effect. */
  cancel(turnId: string): Promise<void>;
  /** The current state of a turn. */
  turn(turnId: string): Promise<TurnRecord>;
  /** The newest page of a conversation, or the page before a message. */
  conversation(id: string, options?: PageOptions): Promise<ConversationPage>;
  conversations(): Promise<readonly ConversationSummary[]>;
  deleteConversation(id: string): Promise<void>;
  /** The server's description of itself. */
  about(): Promise<About>;
  /** A new, unique idempotency key for `start`. */
  newKey(): string;
}

/** Creates a client. Nothing is sent until a method is called. */
export function createClient(options: ClientOptions = {}): FirstwordClient {
  const environment = options.environment ?? platformEnvironment();
  const backoff = options.backoff ?? defaultBackoff;
  const timeouts = options.timeouts ?? defaultTimeouts;
  const baseUrl = options.baseUrl ?? '';
  const headers = async (): Promise<Record<string, string>> => (await options.headers?.()) ?? {};
  const requests = { baseUrl, headers, environment, backoff, timeoutMs: timeouts.responseMs };
  const send = jsonSender(requests);

  const read = (
    from: StreamPosition,
    initial: JsonRequest,
    { signal, onConnection }: ReadOptions,
  ): AsyncGenerator<NumberedEvent, void, undefined> =>
    readTurn({
      from,
      environment,
      backoff,
      timeouts,
      signal,
      onConnection,
      requestAt: async ({ turnId, sequence }) => {
        const resumption = sequence > 0 ? { 'last-event-id': String(sequence) } : {};
        const request = turnId === undefined ? initial : { method: 'GET', headers: resumption };
        return {
          url: baseUrl + (turnId === undefined ? '/api/chat/stream' : `${turnPath(turnId)}/stream`),
          init: {
            ...request,
            cache: 'no-store',
            headers: { ...(await headers()), accept: 'text/event-stream', ...request.headers },
          },
        };
      },
    });

  return {
    start: (request, { idempotencyKey = environment.newKey(), ...reading } = {}) =>
      read(
        { turnId: undefined, sequence: 0 },
        withJson(request, { 'idempotency-key': idempotencyKey }),
        reading,
      ),
    follow: (turnId, { after = 0, ...reading } = {}) =>
      read({ turnId, sequence: after }, { method: 'GET' }, reading),
    prepare: async (request) => {
      await send('/api/prepare', withJson(request));
    },
    cancel: (turnId) => postWithRetry(send, `${turnPath(turnId)}/cancel`, requests),
    turn: (turnId) => getJson(send, turnPath(turnId)),
    conversation: (id, { before, limit, signal } = {}) => {
      const query = new URLSearchParams(
        omitUndefined({ before, limit: limit?.toString() }),
      ).toString();
      return getJson(send, conversationPath(id) + (query === '' ? '' : `?${query}`), signal);
    },
    conversations: async () => {
      const { conversations } = await getJson<{ conversations: ConversationSummary[] }>(
        send,
        '/api/conversations',
      );
      return conversations;
    },
    deleteConversation: async (id) => {
      await send(conversationPath(id), { method: 'DELETE' });
    },
    about: () => getJson(send, '/api/about'),
    newKey: () => environment.newKey(),
  };
}

function turnPath(turnId: string): string {
  return `/api/turns/${encodeURIComponent(turnId)}`;
}

function conversationPath(id: string): string {
  return `/api/conversations/${encodeURIComponent(id)}`;
}
