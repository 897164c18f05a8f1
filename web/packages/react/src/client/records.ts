import type { Source } from './events.js';
import type { Latency } from './latency.js';

/** What starts a turn; the contract's `POST /api/chat/stream`. */
export interface TurnRequest {
  readonly message: string;
  readonly conversation_id?: string;
  readonly profile?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly system?: string;
  readonly model?: string;
  readonly max_ttft_ms?: number;
  readonly priority?: 'quality' | 'speed';
  readonly summary?: 'auto' | boolean;
  /** The broken turn whose answer is to be gone on with where it stopped. */
  readonly continues?: string;
}

/** What is about to be asked; the contract's `POST /api/prepare`. */
export interface PrepareRequest {
  readonly conversation_id?: string;
  readonly profile?: string;
  readonly draft?: string;
}

/** Where a turn stands on the server. */
export type TurnState = 'preparing' | 'waiting' | 'streaming' | 'done' | 'cancelled' | 'failed';

/** A turn as it stands, text so far included. */
export interface TurnRecord {
  readonly turn_id?: string;
  readonly state: TurnState;
  readonly text: string;
  readonly latency?: Latency | null;
}

/** One message of a conversation. */
export interface MessageRecord {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly state: string;
  readonly created_at: string | number;
  readonly turn_id?: string | null;
  /** What an answer can rest on; absent for nothing. */
  readonly sources?: readonly Source[];
}

/** A page of a conversation, oldest message first. */
export interface ConversationPage {
  readonly messages: readonly MessageRecord[];
  /** Ask for the page before this message; absent at the beginning. */
  readonly next_before?: string | null;
  /** The turn that is being answered now. */
  readonly active_turn?: string | null;
}

/** One line of the list of conversations. */
export interface ConversationSummary {
  readonly id: string;
  readonly title?: string | null;
  readonly created_at?: string | number | null;
  readonly updated_at?: string | number | null;
}

/** A field of the form that a profile's template is filled in from. */
export interface InputField {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  /** Whether it takes more than a line. */
  readonly long?: boolean;
  /** Something that it could be filled in with. */
  readonly hint?: string | null;
}

/** What a page has to know of a profile before its first turn. */
export interface ProfileSummary {
  readonly name: string;
  readonly title: string;
  /** The titles of its answers' sections, in order; absent for answers without. */
  readonly sections?: readonly string[];
  readonly inputs?: readonly InputField[];
}

/** What the server says about itself. */
export interface About {
  readonly name: string;
  readonly version: string;
  /** True when models are simulated. */
  readonly simulated: boolean;
  readonly profiles: readonly ProfileSummary[];
  readonly models: readonly string[];
  /** True where phases may be made to last longer than they do. */
  readonly lab?: boolean;
}
