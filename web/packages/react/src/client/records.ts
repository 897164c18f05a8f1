import type { Source } from './events.js';
import type { Latency } from './latency.js';

/** The body of `POST /api/chat/stream`, which starts a turn. */
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
  /** The interrupted turn whose answer to continue. */
  readonly continues?: string;
}

/** The body of `POST /api/prepare`: what is about to be asked. */
export interface PrepareRequest {
  readonly conversation_id?: string;
  readonly profile?: string;
  readonly draft?: string;
}

/** The state of a turn on the server. */
export type TurnState = 'preparing' | 'waiting' | 'streaming' | 'done' | 'cancelled' | 'failed';

/** The current state of a turn, with its text so far. */
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
  /** The passages that an answer may cite; absent for none. */
  readonly sources?: readonly Source[];
}

/** A page of a conversation, oldest message first. */
export interface ConversationPage {
  readonly messages: readonly MessageRecord[];
  /** The cursor of the previous page; absent on the first. */
  readonly next_before?: string | null;
  /** The turn in progress. */
  readonly active_turn?: string | null;
}

/** An entry of the list of conversations. */
export interface ConversationSummary {
  readonly id: string;
  readonly title?: string | null;
  readonly created_at?: string | number | null;
  readonly updated_at?: string | number | null;
}

/** A field of the form that fills in a profile's template. */
export interface InputField {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  /** Whether it takes more than one line. */
  readonly long?: boolean;
  /** An example value. */
  readonly hint?: string | null;
}

/** What a page needs to know about a profile before its first turn. */
export interface ProfileSummary {
  readonly name: string;
  readonly title: string;
  /** The section titles of its answers, in order; absent for unstructured answers. */
  readonly sections?: readonly string[];
  readonly inputs?: readonly InputField[];
}

/** The server's description of itself. */
export interface About {
  readonly name: string;
  readonly version: string;
  /** True if models are simulated. */
  readonly simulated: boolean;
  readonly profiles: readonly ProfileSummary[];
  readonly models: readonly string[];
  /** True if the server accepts injected phase latency. */
  readonly lab?: boolean;
}
