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

/** How a client finds its server, and what it takes from the outside. */
export interface ClientOptions {
  /** Where the server is, without a trailing slash; absent: where the page came from. */
  readonly baseUrl?: string;
  /** Headers for every request, such as `Authorization`; asked for each time, so that a token may change. */
  readonly headers?: () => Record<string, string> | Promise<Record<string, string>>;
  readonly environment?: Environment;
  readonly backoff?: BackoffPolicy;
  readonly timeouts?: ConnectionTimeouts;
}

/** How one reader follows a turn. */
export interface ReadOptions {
  /** Ends the reading, not the turn. */
  readonly signal?: AbortSignal | undefined;
  readonly onConnection?: ((state: ConnectionState) => void) | undefined;
}

export interface StartOptions extends ReadOptions {
  /** The same key and request attach to the same turn, however often they are sent; absent: a new key. */
  readonly idempotencyKey?: string | undefined;
}

export interface FollowOptions extends ReadOptions {
  /** The last event already seen; absent: from the first. */
  readonly after?: number | undefined;
}

/** Which page of a conversation. */
export interface PageOptions {
  readonly before?: string | undefined;
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The server's interface, for a page or for a program. Every method throws a `ProblemError` where the server says
 * no, and `ConnectionLostError` where it cannot be reached.
 */
export interface FirstwordClient {
  /** Starts a turn and reads it to its last event, resuming by itself. */
  start(
    request: TurnRequest,
    options?: StartOptions,
  ): AsyncGenerator<NumberedEvent, void, undefined>;
  /** Reads a turn that is under way, or over, to its last event, resuming by itself. */
  follow(turnId: string, options?: FollowOptions): AsyncGenerator<NumberedEvent, void, undefined>;
  /** Lets the server make ready what is about to be asked. Nothing is started, and nothing depends on it. */
  prepare(request: PrepareRequest): Promise<void>;
  /** Stops a turn, for every reader. Stopping one that is over changes nothing. */
  cancel(turnId: string): Promise<void>;
  /** A turn as it stands. */
  turn(turnId: string): Promise<TurnRecord>;
  /** The newest page of a conversation, or the one before a message. */
  conversation(id: string, options?: PageOptions): Promise<ConversationPage>;
  conversations(): Promise<readonly ConversationSummary[]>;
  deleteConversation(id: string): Promise<void>;
  /** What the server says about itself. */
  about(): Promise<About>;
  /** A key for `start` that no other request has. */
  newKey(): string;
}

/** Makes a client. Nothing is sent until a method is called. */
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
      timeouts: timeouts,
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
