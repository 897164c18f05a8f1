import type { ConnectionState } from '../client/index.js';
import type { Failure } from '../turn/turn-view.js';
import type { ChatMessage } from '../turn/chat-message.js';

/** How much of a conversation's history is here. */
export type HistoryState =
  | { readonly kind: 'ready'; readonly hasOlder: boolean; readonly loadingOlder: boolean }
  | { readonly kind: 'loading' }
  /** There is no such conversation. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** A conversation at one moment. */
export interface ChatSnapshot {
  /** Absent until the first turn of a new conversation has begun. */
  readonly conversationId: string | undefined;
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
  readonly history: HistoryState;
  /** True from the moment of sending until the answer has ended: no other message can be sent. */
  readonly active: boolean;
  /** How the stream of the active turn stands. */
  readonly connection: ConnectionState;
  /** Whether answers come from the model simulator; absent until a turn has said so. */
  readonly simulated: boolean | undefined;
}
