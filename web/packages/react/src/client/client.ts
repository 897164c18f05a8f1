import { getJson, withJson } from './json-requests.js';
import type { About, ConversationSummary, PrepareRequest, TurnRecord } from './records.js';
import {
  type ClientOptions,
  conversationPath,
  createTurnClient,
  type TurnClient,
  turnPath,
} from './turn-client.js';

/**
 * The server's API, for browsers and for Node. Every method throws a `ProblemError` if the server rejects the
 * request, and a `ConnectionLostError` if the server cannot be reached.
 */
export interface FirstwordClient extends TurnClient {
  /**
   * Lets the server prepare for a request that is about to be sent. It starts no turn, and callers may ignore
   * its failure.
   */
  prepare(request: PrepareRequest): Promise<void>;
  /** The current state of a turn. */
  turn(turnId: string): Promise<TurnRecord>;
  conversations(): Promise<readonly ConversationSummary[]>;
  deleteConversation(id: string): Promise<void>;
  /** The server's description of itself. */
  about(): Promise<About>;
}

/** Creates a client. Nothing is sent until a method is called. */
export function createClient(options: ClientOptions = {}): FirstwordClient {
  const [client, send] = createTurnClient(options);
  return {
    ...client,
    prepare: async (request) => {
      await send('/api/prepare', withJson(request));
    },
    turn: (turnId) => getJson(send, turnPath(turnId)),
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
  };
}
