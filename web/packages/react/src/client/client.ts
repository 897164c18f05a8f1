import { omitUndefined } from '../util/omit-undefined.js';
import { getJson, withJson } from './json-requests.js';
import type {
  About,
  ConversationSummary,
  PrepareRequest,
  ToolResult,
  ToolResultsReceipt,
  TurnRecord,
} from './records.js';
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
  /** Closes the thought in progress, so that the answer starts. Has no effect where there is none. */
  answerNow(turnId: string): Promise<void>;
  /** The current state of a turn. */
  turn(turnId: string, signal?: AbortSignal): Promise<TurnRecord>;
  /** Delivers results of tool calls. Of several results for a call, the server takes the first. */
  sendToolResults(
    turnId: string,
    results: readonly ToolResult[],
    signal?: AbortSignal,
  ): Promise<ToolResultsReceipt>;
  /** The content of an image or a file of a message. */
  attachment(conversationId: string, sha256: string, signal?: AbortSignal): Promise<Blob>;
  /** The newest conversations. */
  conversations(options?: ConversationsOptions): Promise<readonly ConversationSummary[]>;
  renameConversation(id: string, title: string): Promise<void>;
  deleteConversation(id: string): Promise<void>;
  /** The server's description of itself. */
  about(): Promise<About>;
}

/** Selects conversations. */
export interface ConversationsOptions {
  /** Only those that were started so. */
  readonly origin?: string | undefined;
  /** Only those with this text in their title or their messages. */
  readonly text?: string | undefined;
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Creates a client. Nothing is sent until a method is called. */
export function createClient(options: ClientOptions = {}): FirstwordClient {
  const [client, send] = createTurnClient(options);
  return {
    ...client,
    prepare: async (request) => {
      await send('/api/prepare', withJson(request));
    },
    answerNow: async (turnId) => {
      await send(`${turnPath(turnId)}/answer_now`, { method: 'POST' });
    },
    turn: (turnId, signal) => getJson(send, turnPath(turnId), signal),
    sendToolResults: async (turnId, results, signal) => {
      const path = `${turnPath(turnId)}/tool_results`;
      return await send(
        path,
        withJson({ results }),
        signal,
        (response) => response.json() as Promise<ToolResultsReceipt>,
      );
    },
    attachment: async (conversationId, sha256, signal) => {
      const path = `${conversationPath(conversationId)}/attachments/${encodeURIComponent(sha256)}`;
      const request = { method: 'GET', headers: { accept: '*/*' } };
      return await send(path, request, signal, (response) => response.blob());
    },
    conversations: async ({ origin, text, limit, signal } = {}) => {
      const query = new URLSearchParams(
        omitUndefined({ origin, q: text, limit: limit?.toString() }),
      );
      const { conversations } = await getJson<{ conversations: ConversationSummary[] }>(
        send,
        `/api/conversations${query.size > 0 ? `?${query.toString()}` : ''}`,
        signal,
      );
      return conversations;
    },
    renameConversation: async (id, title) => {
      await send(conversationPath(id), { ...withJson({ title }), method: 'PATCH' });
    },
    deleteConversation: async (id) => {
      await send(conversationPath(id), { method: 'DELETE' });
    },
    about: () => getJson(send, '/api/about'),
  };
}
