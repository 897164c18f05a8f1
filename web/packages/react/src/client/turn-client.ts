import { type BackoffPolicy, defaultBackoff } from './backoff.js';
import { defaultTimeouts, type ConnectionTimeouts } from './connection-watch.js';
import { type Environment, platformEnvironment } from './environment.js';
import { omitUndefined } from '../util/omit-undefined.js';
import type { NumberedEvent } from './events.js';
import {
  getJson,
  type JsonRequest,
  jsonSender,
  postWithRetry,
  type SendJson,
  type SendRequest,
  withJson,
} from './json-requests.js';
import type { ConversationPage, TurnRequest } from './records.js';
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

/** The part of the server's API that a chat or a form needs: turns, and the conversation that they belong to. */
export interface TurnClient {
  /** Starts a turn and reads it to its last event, resuming after connection failures. */
  start(
    request: TurnRequest,
    options?: StartOptions,
  ): AsyncGenerator<NumberedEvent, void, undefined>;
  /** Reads a turn, in progress or finished, to its last event, resuming after connection failures. */
  follow(turnId: string, options?: FollowOptions): AsyncGenerator<NumberedEvent, void, undefined>;
  /** Stops a turn, for every reader. Stopping a finished turn has no effect. */
  cancel(turnId: string): Promise<void>;
  /** The newest page of a conversation, or the page before a message. */
  conversation(id: string, options?: PageOptions): Promise<ConversationPage>;
  /** A new, unique idempotency key for `start`. */
  newKey(): string;
}

/**
 * Creates a client for turns, and the function that sends its other requests. Hooks use it, so that they do
 * not pull in the rest of the API.
 */
export function createTurnClient(options: ClientOptions): [TurnClient, SendJson] {
  const {
    environment = platformEnvironment(),
    backoff = defaultBackoff,
    timeouts = defaultTimeouts,
    baseUrl = '',
  } = options;
  const sendRequest: SendRequest = async (path, request, accept, signal) =>
    environment.fetch(baseUrl + path, {
      ...request,
      cache: 'no-store',
      headers: { ...(await options.headers?.()), accept, ...request.headers },
      signal,
    });
  const requests = { send: sendRequest, environment, backoff, timeouts };
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
      open: ({ turnId, sequence }, watched) => {
        const headers = sequence > 0 ? { 'last-event-id': String(sequence) } : {};
        const request = turnId === undefined ? initial : { method: 'GET', headers };
        const path = turnId === undefined ? '/api/chat/stream' : `${turnPath(turnId)}/stream`;
        return sendRequest(path, request, 'text/event-stream', watched);
      },
    });

  const client: TurnClient = {
    start: (request, { idempotencyKey = environment.newKey(), ...reading } = {}) =>
      read(
        { turnId: undefined, sequence: 0 },
        withJson(bodyOf(request), { 'idempotency-key': idempotencyKey }),
        reading,
      ),
    follow: (turnId, { after = 0, ...reading } = {}) =>
      read({ turnId, sequence: after }, { method: 'GET' }, reading),
    cancel: (turnId) => postWithRetry(send, `${turnPath(turnId)}/cancel`, requests),
    conversation: (id, { before, limit, signal } = {}) => {
      const query = new URLSearchParams(omitUndefined({ before, limit: limit?.toString() }));
      return getJson(send, `${conversationPath(id)}?${query.toString()}`, signal);
    },
    newKey: () => environment.newKey(),
  };
  return [client, send];
}

/** The body of a request. A message with attachments is a list of parts, its text last, which may be empty. */
function bodyOf({ attachments = [], ...request }: TurnRequest): object {
  const text = { type: 'text', text: request.message };
  return attachments.length === 0 ? request : { ...request, message: [...attachments, text] };
}

export function turnPath(turnId: string): string {
  return `/api/turns/${encodeURIComponent(turnId)}`;
}

export function conversationPath(id: string): string {
  return `/api/conversations/${encodeURIComponent(id)}`;
}
