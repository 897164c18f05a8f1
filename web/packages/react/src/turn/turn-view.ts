import type {
  Action,
  Citation,
  Latency,
  ModelReason,
  PhaseState,
  SlowKind,
  Source,
  Spread,
  ToolState,
  ToolWaitEvent,
  TypicalWait,
  Usage,
} from '../client/index.js';

/** A phase of the turn. The label comes from the profile. */
export interface PhaseView {
  readonly name: string;
  readonly label: string;
  readonly state: PhaseState;
  readonly startedMs: number;
  readonly finishedMs?: number;
}

/** A thought of the model, before its answer or between parts of it. */
export interface ThoughtView {
  readonly state: 'running' | 'finished';
  /** How long it had taken at its newest event. */
  readonly elapsedMs: number;
  /** What it is about, in the model's words. Plain text. */
  readonly headline?: string;
  /** All of its headlines so far, each once, oldest first. */
  readonly headlines: readonly string[];
  /** Tokens thought so far; absent if unknown. */
  readonly tokens?: number;
  /** Its text; empty unless the profile shows thoughts in full. */
  readonly text: string;
  /** Whether it can be closed so that the answer starts. */
  readonly canAnswerNow?: boolean;
}

/** A tool call of the model. */
export interface ToolCallView {
  readonly id: string;
  readonly name: string;
  /** What the tool does, in the product's words. Plain text. */
  readonly label: string;
  /** Once the turn has ended, a call that has not was stopped. */
  readonly state: ToolState;
  /** How long it had taken at its newest event, since the model began to write it; absent in history. */
  readonly elapsedMs?: number;
  /** JSON text, as far as the model has written it. It may be invalid. */
  readonly arguments: string;
  /** The result, or the reason of a failure; absent until the call has ended. */
  readonly result?: string;
  /** The newest comparison with earlier calls of its tool; absent if too little is known of them. */
  readonly wait?: ToolWaitEvent;
  /** `provider`: the provider runs the call itself, and keeps the result. */
  readonly by?: 'provider';
}

/** What there was before a further model call of the turn, or before the text after tools of the provider. */
export type StepView = Pick<TurnView, 'thoughts' | 'toolCalls' | 'notes' | 'text'>;

/** A section of a structured answer. */
export interface SectionView {
  /** Counts from 1. */
  readonly index: number;
  readonly title: string;
  readonly state: 'started' | 'complete';
}

/** How a turn ended. */
export type TurnEnd =
  | { readonly kind: 'done'; readonly finishReason: string; readonly usage?: Usage }
  | { readonly kind: 'cancelled'; readonly by: 'user' | 'disconnect' | 'shutdown' }
  | ({ readonly kind: 'failed' } & Failure);

/** The failure as a message for the user, and what to do next. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly action: Action;
  readonly retryAfterMs?: number;
}

/** Everything a page needs to show a turn. Built from its events by `turnReducer`. */
export interface TurnView {
  readonly status: 'waiting' | 'writing' | 'ended';
  /** Absent until the server has assigned it. */
  readonly turnId?: string;
  readonly conversationId?: string;
  readonly userMessageId?: string;
  readonly assistantMessageId?: string;
  /** True if the answer comes from the model simulator. */
  readonly simulated?: boolean;
  /** The interrupted turn whose answer this one continues. */
  readonly continues?: string;
  /** In the order in which they started. */
  readonly phases: readonly PhaseView[];
  /** The passages found for it. */
  readonly sources?: readonly Source[];
  readonly estimate?: { readonly ttftMs: Spread; readonly totalMs: Spread };
  readonly model?: { readonly name: string; readonly reason: ModelReason };
  readonly summary?: { readonly text: string; readonly complete: boolean };
  /** Oldest first. Only the newest can be running. */
  readonly thoughts: readonly ThoughtView[];
  /** In the order in which the model began to write them. */
  readonly toolCalls: readonly ToolCallView[];
  /** What the model said between its tool calls, oldest first. */
  readonly notes: readonly string[];
  readonly text: string;
  /** The sources that it cites, in the order of the text. The spans count in `text`. */
  readonly citations: readonly Citation[];
  /** The parts of the answer after the first; empty for an answer of one model call. */
  readonly steps: readonly StepView[];
  readonly sections: readonly SectionView[];
  /** The number of sections; 0 for an unstructured answer. */
  readonly sectionCount: number;
  /** Present while the wait is longer than usual. */
  readonly slow?: {
    readonly message: string;
    readonly waitedMs: number;
    /** Absent from servers that do not report it. */
    readonly kind?: SlowKind;
    readonly typicalMs?: TypicalWait;
  };
  readonly end?: TurnEnd;
  readonly latency?: Latency;
}

/** A turn without any events. */
export const emptyTurn: TurnView = {
  status: 'waiting',
  phases: [],
  thoughts: [],
  toolCalls: [],
  notes: [],
  text: '',
  citations: [],
  steps: [],
  sections: [],
  sectionCount: 0,
};
