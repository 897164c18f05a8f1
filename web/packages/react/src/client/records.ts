import type { Citation, Source } from './events.js';
import type { Latency } from './latency.js';

/** A JSON schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A tool that the model may call, and the page runs. */
export interface ToolDefinition {
  readonly name: string;
  /** What the tool does, for the model. */
  readonly description?: string;
  /** A schema for an object; absent: the tool takes no arguments. */
  readonly parameters?: JsonSchema;
}

/** An image or a file of a message. */
export interface AttachmentPart {
  readonly type: 'image' | 'file';
  readonly name?: string;
  readonly media_type?: string;
  /** The content in base64; present in a request. */
  readonly data?: string;
  /**
   * The hash of the content, in hexadecimal; present in a stored message. A request may have it in place of `data`,
   * for what the conversation has already.
   */
  readonly sha256?: string;
  /** The size; present in a stored message. */
  readonly bytes?: number;
}

/** A text within a message of several parts. */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

/** A tool call of an answer. */
export interface ToolCallPart {
  readonly type: 'tool_call';
  readonly id: string;
  readonly name: string;
  /** In the product's words; absent from servers that do not store it. */
  readonly label?: string;
  readonly arguments: string;
}

/** The result of a tool call of an answer. */
export interface ToolResultPart {
  readonly type: 'tool_result';
  /** The ID of the call. */
  readonly id: string;
  readonly content: string;
  readonly is_error?: boolean;
}

/** A citation of an answer. Its span counts within the text part before it. */
export interface CitationPart extends Citation {
  readonly type: 'citation';
}

/** What the model said between its tool calls. */
export interface NotePart {
  readonly type: 'note';
  readonly text: string;
}

/** A part of a stored message. */
export type MessagePart =
  TextPart | AttachmentPart | ToolCallPart | ToolResultPart | CitationPart | NotePart;

/** The result of a tool call that the page has run. */
export interface ToolResult {
  /** The ID of the call. */
  readonly id: string;
  readonly content: string;
  /** True if the tool failed. The content then says why. */
  readonly is_error?: boolean;
}

/** The calls whose results the server has taken, and those that it did not wait for. */
export interface ToolResultsReceipt {
  readonly accepted: readonly string[];
  readonly ignored: readonly string[];
}

/** A request that starts a turn: the body of `POST /api/chat/stream`. */
export interface TurnRequest {
  readonly message: string;
  /** Images and files, which are sent as parts of the message, before its text. With them, it may be empty. */
  readonly attachments?: readonly AttachmentPart[];
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
  /** The user's message, by its ID, whose place this one takes: that message and all after it leave the conversation. */
  readonly replaces?: string;
  /** What starts a new conversation, to list such conversations apart. */
  readonly origin?: string;
  /** How much the model thinks before it answers: a level, or a number of tokens. */
  readonly thinking?: 'off' | 'auto' | 'low' | 'medium' | 'high' | number;
  /** A thought that lasts at this time after the request is closed, as by `answerNow`. */
  readonly think_until_ms?: number;
  /** Tools of the page. */
  readonly tools?: readonly ToolDefinition[];
  readonly tool_choice?: 'auto' | 'none' | 'required' | { readonly name: string };
  readonly parallel_tool_calls?: boolean;
  readonly max_tokens?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  /** At most four. */
  readonly stop?: string | readonly string[];
  readonly response_format?:
    | { readonly type: 'json_object' }
    | { readonly type: 'json_schema'; readonly name?: string; readonly schema: JsonSchema };
}

/** The body of `POST /api/prepare`: what is about to be asked. */
export interface PrepareRequest {
  readonly conversation_id?: string;
  readonly profile?: string;
  readonly draft?: string;
}

/** The state of a turn on the server. */
export type TurnState =
  | 'preparing'
  | 'waiting'
  | 'streaming'
  /** Waits for the results of tool calls. */
  | 'tools'
  | 'done'
  | 'cancelled'
  | 'failed';

/** The current state of a turn, with its text so far. */
export interface TurnRecord {
  readonly turn_id?: string;
  readonly state: TurnState;
  readonly text: string;
  /** The number of the newest event. */
  readonly last_event_id?: number;
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
  /** Absent if the message is its text alone. */
  readonly parts?: readonly MessagePart[] | null;
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
  /** What started it: `chat`, `api`, `job`, or what its client called it. */
  readonly origin?: string;
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
  /** What a page does with a message that is sent during an answer. */
  readonly follow_up?: 'queue' | 'interrupt';
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
  /** `none`: every caller is the one local user, who also operates the server. */
  readonly authentication?: 'none' | 'required';
  readonly profiles: readonly ProfileSummary[];
  readonly models: readonly string[];
  /** True if the server accepts injected phase latency. */
  readonly lab?: boolean;
}
