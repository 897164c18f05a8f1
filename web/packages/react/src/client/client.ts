import { type BackoffPolicy, defaultBackoff } from './backoff.js';
import { defaultPatience, type Patience } from './connection-watch.js';
import { type Environment, platformEnvironment } from './environment.js';
import { given } from '../util/given.js';
import type { NumberedEvent } from './events.js';
import { JsonRequests } from './json-requests.js';
import type {
  About,
  ConversationPage,
  ConversationSummary,
  PrepareRequest,
  TurnRecord,
  TurnRequest,
} from './records.js';
import { type ConnectionState, type Position, readTurn } from './turn-stream.js';

/** How a client finds its server, and what it takes from the outside. */
export interface ClientOptions {
  /** Where the server is, without a trailing slash; absent: where the page came from. */
  readonly baseUrl?: string;
  /** Headers for every request, such as `Authorization`; asked for each time, so that a token may change. */
  readonly headers?: () => Record<string, string> | Promise<Record<string, string>>;
  readonly environment?: Environment;
  readonly backoff?: BackoffPolicy;
  readonly patience?: Patience;
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
 * The server's interface, for a page or for a program. Every method throws a `Refusal` where the server says
 * no, and `ConnectionLost` where it cannot be reached.
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
  const patience = options.patience ?? defaultPatience;
  const baseUrl = options.baseUrl ?? '';
  const headers = async (): Promise<Record<string, string>> => (await options.headers?.()) ?? {};
  const json = new JsonRequests(baseUrl, headers, environment, backoff, patience.headMs);

  const read = (
    from: Position,
    first: { method: string; body?: string; headers: Record<string, string>; path: string },
    { signal, onConnection }: ReadOptions,
  ): AsyncGenerator<NumberedEvent, void, undefined> =>
    readTurn({
      from,
      environment,
      backoff,
      patience,
      signal,
      onConnection,
      requestAt: async ({ turnId, sequence }) => {
        const common = { ...(await headers()), accept: 'text/event-stream' };
        if (turnId === undefined) {
          const { path, ...init } = first;
          return {
            url: baseUrl + path,
            init: { ...init, headers: { ...common, ...first.headers } },
          };
        }
        const position = sequence > 0 ? { 'last-event-id': String(sequence) } : {};
        return {
          url: `${baseUrl}/api/turns/${encodeURIComponent(turnId)}/stream`,
          init: { method: 'GET', headers: { ...common, ...position }, cache: 'no-store' },
        };
      },
    });

  return {
    start: (request, { idempotencyKey = environment.newKey(), ...reading } = {}) =>
      read(
        { turnId: undefined, sequence: 0 },
        {
          method: 'POST',
          path: '/api/chat/stream',
          body: JSON.stringify(request),
          headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        },
        reading,
      ),
    follow: (turnId, { after = 0, ...reading } = {}) =>
      read({ turnId, sequence: after }, { method: 'GET', path: '', headers: {} }, reading),
    prepare: (request) => json.post('/api/prepare', request),
    cancel: (turnId) => json.postUntilAnswered(`/api/turns/${encodeURIComponent(turnId)}/cancel`),
    turn: (turnId) => json.get(`/api/turns/${encodeURIComponent(turnId)}`),
    conversation: (id, { before, limit, signal } = {}) => {
      const query = new URLSearchParams(given({ before, limit: limit?.toString() })).toString();
      const page = query === '' ? '' : `?${query}`;
      return json.get(`/api/conversations/${encodeURIComponent(id)}${page}`, signal);
    },
    conversations: async () => {
      const { conversations } = await json.get<{ conversations: ConversationSummary[] }>(
        '/api/conversations',
      );
      return conversations;
    },
    deleteConversation: (id) => json.delete(`/api/conversations/${encodeURIComponent(id)}`),
    about: () => json.get('/api/about'),
    newKey: () => environment.newKey(),
  };
}
