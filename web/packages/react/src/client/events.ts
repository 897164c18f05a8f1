import type { Latency, PhaseState, Spread, Usage } from './latency.js';

/** What a person can do next after a refusal or a failure. */
export type Action = 'retry' | 'wait' | 'edit' | 'sign_in' | 'contact' | 'continue';

/** The turn is accepted and the user's message is durable. First, once. */
export interface StartEvent {
  readonly type: 'start';
  readonly turn_id: string;
  readonly conversation_id: string;
  readonly user_message_id: string;
  readonly assistant_message_id: string;
  /** True when the answer comes from the model simulator. */
  readonly simulated?: boolean;
  /** The broken turn whose answer this one goes on with. */
  readonly continues?: string;
}

/** A real phase of the turn begins or ends; the label is the profile's own words. */
export interface PhaseEvent {
  readonly type: 'phase';
  readonly name: string;
  readonly label: string;
  readonly state: PhaseState;
  readonly elapsed_ms: number;
}

/** A piece of a document that the answer can rest on. */
export interface Source {
  /** The number that the answer names it by, from 1. */
  readonly index: number;
  readonly document_id: string;
  readonly title: string;
  /** Where the document is from, such as an address; empty when nobody said. */
  readonly source: string;
  /** The headings above the piece; empty for none. */
  readonly heading: string;
}

/** What was found in the documents for this turn. */
export interface SourcesEvent {
  readonly type: 'sources';
  readonly sources: readonly Source[];
}

/** How long turns like this one took. */
export interface EstimateEvent {
  readonly type: 'estimate';
  readonly ttft_ms: Spread;
  readonly total_ms: Spread;
  readonly samples: number;
}

export type ModelReason =
  'simple' | 'moderate' | 'complex' | 'budget' | 'pinned' | 'fallback' | 'hedge';

/** A model is chosen, or the choice has changed. */
export interface ModelEvent {
  readonly type: 'model';
  readonly model: string;
  readonly reason: ModelReason;
}

/** A piece of the quick summary. */
export interface SummaryTextEvent {
  readonly type: 'summary_text';
  readonly text: string;
}

/** The quick summary, whole. */
export interface SummaryEvent {
  readonly type: 'summary';
  readonly text: string;
}

/** The full answer begins. */
export interface FullStartEvent {
  readonly type: 'full_start';
}

/** A piece of the answer. */
export interface TextEvent {
  readonly type: 'text';
  readonly text: string;
}

/** A section of a structured answer begins or ends; `index` counts from 1. */
export interface SectionEvent {
  readonly type: 'section';
  readonly index: number;
  readonly count: number;
  readonly title: string;
  readonly state: 'started' | 'complete';
}

/** The first word is later than the profile's patience, or the text has fallen silent. */
export interface SlowEvent {
  readonly type: 'slow';
  readonly message: string;
  readonly waited_ms: number;
  readonly action: 'cancel';
}

/** The full answer's text is complete. */
export interface StreamEndEvent {
  readonly type: 'stream_end';
}

/** The turn ended well. Terminal. */
export interface DoneEvent {
  readonly type: 'done';
  readonly finish_reason: string;
  readonly usage: Usage;
  readonly latency: Latency;
}

/** The turn was stopped; the text so far is kept. Terminal. */
export interface CancelledEvent {
  readonly type: 'cancelled';
  readonly by: 'user' | 'disconnect' | 'shutdown';
  /** What to do next, where it was not the reader who stopped it. */
  readonly action?: Action;
  readonly latency: Latency;
}

/** The turn failed; the text so far is kept. Terminal. */
export interface ErrorEvent {
  readonly type: 'error';
  readonly code: string;
  /** A sentence for a person, with no provider text in it. */
  readonly message: string;
  readonly action: Action;
  readonly retry_after_ms?: number | null;
  readonly latency: Latency;
}

/** An event of a newer server. It takes its place in the sequence and changes nothing else. */
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
  | EstimateEvent
  | ModelEvent
  | SummaryTextEvent
  | SummaryEvent
  | FullStartEvent
  | TextEvent
  | SectionEvent
  | SlowEvent
  | StreamEndEvent
  | DoneEvent
  | CancelledEvent
  | ErrorEvent
  | UnknownEvent;

/** The last event of a turn: how it ended. */
export type TerminalEvent = DoneEvent | CancelledEvent | ErrorEvent;

/** An event with its place in the turn's log, counted from 1. */
export interface NumberedEvent {
  readonly sequence: number;
  readonly event: TurnEvent;
}

/** Whether an event is the last of its turn. */
export function isTerminal(event: TurnEvent): event is TerminalEvent {
  return event.type === 'done' || event.type === 'cancelled' || event.type === 'error';
}
