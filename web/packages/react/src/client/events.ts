import type { Latency, PhaseState, Spread, Usage } from './latency.js';

/** What the user can do after a rejected request or a failed turn. */
export type Action = 'retry' | 'wait' | 'edit' | 'sign_in' | 'contact' | 'continue';

/** The turn is accepted and the user's message is durable. Always first, exactly once. */
export interface StartEvent {
  readonly type: 'start';
  readonly turn_id: string;
  readonly conversation_id: string;
  readonly user_message_id: string;
  readonly assistant_message_id: string;
  /** True if the answer comes from the model simulator. */
  readonly simulated?: boolean;
  /** What was ignored in the request, one sentence each. */
  readonly warnings?: readonly string[];
  /** The interrupted turn whose answer this one continues. */
  readonly continues?: string;
}

/** A phase of the turn starts or ends. The label comes from the profile. */
export interface PhaseEvent {
  readonly type: 'phase';
  readonly name: string;
  readonly label: string;
  readonly state: PhaseState;
  readonly elapsed_ms: number;
}

/** A passage of a document that the answer may cite. */
export interface Source {
  /** The number by which the answer cites it, from 1. */
  readonly index: number;
  readonly document_id: string;
  readonly title: string;
  /** Where the document comes from, such as a URL; empty if unknown. */
  readonly source: string;
  /** The headings above the passage; empty for none. */
  readonly heading: string;
}

/** The passages found for this turn. */
export interface SourcesEvent {
  readonly type: 'sources';
  readonly sources: readonly Source[];
}

/** A source that supports a part of the answer. */
export interface Citation {
  /** The number of the source, after those of the passages that were found. Equal for equal sources. */
  readonly index: number;
  readonly title?: string;
  readonly url?: string;
  /** The first page of the document. */
  readonly page?: number;
  /** The passage of the source. */
  readonly quote?: string;
  /** Where the supported part of the text begins; absent if unknown. */
  readonly start?: number;
  /** Where it ends, exclusive. */
  readonly end?: number;
}

/** A citation of the turn's text so far. */
export interface CitationEvent extends Citation {
  readonly type: 'citation';
}

/** What the model says between its tool calls. It is no part of the answer. */
export interface NoteEvent {
  readonly type: 'note';
  readonly text: string;
}

/** The model declined in mid-answer: what it wrote since then must no longer be shown. */
export interface DiscardEvent {
  readonly type: 'discard';
  /** How much of the text remains, in UTF-16 units. */
  readonly kept: number;
}

/** The durations of comparable turns. */
export interface EstimateEvent {
  readonly type: 'estimate';
  readonly ttft_ms: Spread;
  readonly total_ms: Spread;
  /** The measured answers that it is based on; 0 if all is assumed, and nothing should be shown. */
  readonly samples: number;
}

export type ModelReason =
  'simple' | 'moderate' | 'complex' | 'budget' | 'pinned' | 'fallback' | 'hedge';

/** A model was chosen, or the choice has changed. */
export interface ModelEvent {
  readonly type: 'model';
  readonly model: string;
  readonly reason: ModelReason;
}

/** A chunk of the quick summary. */
export interface SummaryTextEvent {
  readonly type: 'summary_text';
  readonly text: string;
}

/** The complete quick summary. */
export interface SummaryEvent {
  readonly type: 'summary';
  readonly text: string;
}

/** The model thinks before its answer or between parts of it. A turn can have several thoughts. */
export interface ThinkingEvent {
  readonly type: 'thinking';
  /** `progress`: the thought has a new headline or more tokens. */
  readonly state: 'started' | 'progress' | 'finished';
  /** Since this thought began. */
  readonly elapsed_ms: number;
  /** What the thought is about, in the model's words. Plain text. */
  readonly headline?: string;
  /** Tokens thought so far. */
  readonly tokens?: number;
  /** Whether `answerNow` closes this thought. Only with `started`. */
  readonly can_answer_now?: boolean;
}

/** A chunk of the thought's text, if the profile shows thoughts in full. */
export interface ThinkingTextEvent {
  readonly type: 'thinking_text';
  readonly text: string;
}

/** The state of a tool call. */
export type ToolState =
  /** The model writes the arguments. */
  | 'writing'
  /** The arguments are complete. */
  | 'ready'
  | 'running'
  | 'finished'
  | 'failed';

/** A tool call has a new state. */
export interface ToolCallEvent {
  readonly type: 'tool_call';
  /** Unique within the turn. */
  readonly id: string;
  readonly name: string;
  /** What the tool does, in the product's words. Plain text. */
  readonly label: string;
  readonly state: ToolState;
  /** Since the model began to write this call. */
  readonly elapsed_ms: number;
  /** The complete arguments as JSON text, as the model wrote them; present once, with the state `ready`. */
  readonly arguments?: string;
  /** The result, shortened for people; present with the states `finished` and `failed`. */
  readonly result?: string;
  /** Present if the provider runs the tool, and nobody else has to. */
  readonly by?: 'provider';
}

/** How long the earlier calls of a tool took, in milliseconds. */
export interface TypicalToolCall {
  readonly p50: number;
  readonly p80: number;
  /** Absent if it would rest on too few calls. */
  readonly p95?: number;
  /** The longest. */
  readonly max: number;
}

/** A running tool call, compared with the earlier calls of its tool. Sent only if enough is known of them. */
export interface ToolWaitEvent {
  readonly type: 'tool_wait';
  readonly id: string;
  /** Since the model began to write this call. */
  readonly elapsed_ms: number;
  readonly typical_ms: TypicalToolCall;
  /** How many of the earlier calls ended sooner: 0, 50, 80, 95 or 100. */
  readonly longer_than_percent: number;
  /** Of the calls that lasted as long, 4 of 5 ended within this further time. Absent if unknown or not said. */
  readonly remaining_ms?: number;
  /** The number of earlier calls. */
  readonly samples: number;
}

/** A chunk of the arguments of a tool call, as the model writes it. */
export interface ToolArgumentsEvent {
  readonly type: 'tool_arguments';
  readonly id: string;
  readonly text: string;
}

/** The turn calls a model again, with the results of its tool calls. The first call has no such event. */
export interface StepEvent {
  readonly type: 'step';
  /** The number of the model call within the turn, from 2. */
  readonly index: number;
  readonly elapsed_ms: number;
}

/** The full answer starts. */
export interface FullStartEvent {
  readonly type: 'full_start';
}

/** A chunk of the answer. */
export interface TextEvent {
  readonly type: 'text';
  readonly text: string;
}

/** A section of a structured answer starts or ends. `index` counts from 1. */
export interface SectionEvent {
  readonly type: 'section';
  readonly index: number;
  readonly count: number;
  readonly title: string;
  readonly state: 'started' | 'complete';
}

/**
 * Why no text arrives. The model has not begun to respond, or the call waits because the provider
 * has too many others. The model thinks, it writes the arguments of a tool call, or a tool runs.
 * It makes no progress although its stream is alive, nothing arrives at all, or the answer has
 * paused.
 */
export type SlowKind =
  | 'queued'
  | 'rate_limited'
  | 'thinking'
  | 'writing_tool_input'
  | 'running_tool'
  | 'no_progress'
  | 'dead'
  | 'paused';

/** The usual durations of a wait: half of all waits stay below `p50`, 19 of 20 below `p95`. */
export interface TypicalWait {
  readonly p50: number;
  readonly p95: number;
}

/** The first token is late, or the text has stalled, by the profile's thresholds. */
export interface SlowEvent {
  readonly type: 'slow';
  readonly message: string;
  readonly waited_ms: number;
  /** Absent from servers that do not report it. */
  readonly kind?: SlowKind;
  /** Absent if unknown. */
  readonly typical_ms?: TypicalWait;
  readonly action: 'cancel';
}

/** The text of the full answer is complete. */
export interface StreamEndEvent {
  readonly type: 'stream_end';
}

/** The turn succeeded. Terminal. */
export interface DoneEvent {
  readonly type: 'done';
  readonly finish_reason: string;
  readonly usage: Usage;
  readonly latency: Latency;
}

/** The turn was stopped. Its text so far is kept. Terminal. */
export interface CancelledEvent {
  readonly type: 'cancelled';
  readonly by: 'user' | 'disconnect' | 'shutdown';
  /** What to do next; present if it was not the user who stopped the turn. */
  readonly action?: Action;
  readonly latency: Latency;
}

/** The turn failed. Its text so far is kept. Terminal. */
export interface ErrorEvent {
  readonly type: 'error';
  readonly code: string;
  /** A message for the user, without text from the provider. */
  readonly message: string;
  readonly action: Action;
  readonly retry_after_ms?: number | null;
  readonly latency: Latency;
}

/** An event of a newer server. It counts in the sequence and has no other effect. */
export interface UnknownEvent {
  readonly type: 'unknown';
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** One entry of a turn's log. */
export type TurnEvent =
  | StartEvent
  | PhaseEvent
  | SourcesEvent
  | CitationEvent
  | NoteEvent
  | DiscardEvent
  | EstimateEvent
  | ModelEvent
  | SummaryTextEvent
  | SummaryEvent
  | ThinkingEvent
  | ThinkingTextEvent
  | ToolCallEvent
  | ToolArgumentsEvent
  | ToolWaitEvent
  | StepEvent
  | FullStartEvent
  | TextEvent
  | SectionEvent
  | SlowEvent
  | StreamEndEvent
  | DoneEvent
  | CancelledEvent
  | ErrorEvent
  | UnknownEvent;

/** The last event of a turn. */
export type TerminalEvent = DoneEvent | CancelledEvent | ErrorEvent;

/** An event with its sequence number in the turn's log, counted from 1. */
export interface NumberedEvent {
  readonly sequence: number;
  readonly event: TurnEvent;
}

/** Whether an event is the last of its turn. */
export function isTerminal(event: TurnEvent): event is TerminalEvent {
  return event.type === 'done' || event.type === 'cancelled' || event.type === 'error';
}
