import type { ConnectionState } from '../client/index.js';
import type { Failure } from '../turn/turn-view.js';
import type { ChatMessage } from '../turn/chat-message.js';

/** The loading state of a conversation's history. */
export type HistoryState =
  | { readonly kind: 'ready'; readonly hasOlder: boolean; readonly loadingOlder: boolean }
  | { readonly kind: 'loading' }
  /** The conversation does not exist. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** A snapshot of a conversation. */
export interface ChatSnapshot {
  /** Absent until the first turn of a new conversation has started. */
  readonly conversationId: string | undefined;
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
  readonly history: HistoryState;
  /** True from the moment of sending until the answer has ended: no other message can be sent. */
  readonly active: boolean;
  /** The connection state of the turn in progress. */
  readonly connection: ConnectionState;
  /** Whether answers come from the model simulator; absent until a turn has reported it. */
  readonly simulated: boolean | undefined;
}
