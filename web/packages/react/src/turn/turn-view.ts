import type {
  Action,
  Latency,
  ModelReason,
  PhaseState,
  Source,
  Spread,
  Usage,
} from '../client/index.js';

/** A phase of the turn, in the profile's own words. */
export interface PhaseView {
  readonly name: string;
  readonly label: string;
  readonly state: PhaseState;
  readonly startedMs: number;
  readonly finishedMs?: number;
}

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

/** What went wrong, in a sentence for a person, and what to do next. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly action: Action;
  readonly retryAfterMs?: number;
}

/** All that a page needs to show of one turn; grown from its events by `turnReducer`. */
export interface TurnView {
  readonly status: 'waiting' | 'writing' | 'ended';
  /** Absent until the server has named the turn. */
  readonly turnId?: string;
  readonly conversationId?: string;
  readonly userMessageId?: string;
  readonly assistantMessageId?: string;
  /** True when the answer comes from the model simulator. */
  readonly simulated?: boolean;
  /** The broken turn whose answer this one goes on with. */
  readonly continues?: string;
  /** In the order in which they began. */
  readonly phases: readonly PhaseView[];
  /** What was found in the documents for it. */
  readonly sources?: readonly Source[];
  readonly estimate?: { readonly ttftMs: Spread; readonly totalMs: Spread };
  readonly model?: { readonly name: string; readonly reason: ModelReason };
  readonly summary?: { readonly text: string; readonly complete: boolean };
  readonly text: string;
  readonly sections: readonly SectionView[];
  /** How many sections there will be; 0 for an answer without sections. */
  readonly sectionCount: number;
  /** Present while the wait is longer than usual. */
  readonly slow?: { readonly message: string; readonly waitedMs: number };
  readonly end?: TurnEnd;
  readonly latency?: Latency;
}

/** A turn of which nothing is known yet. */
export const emptyTurn: TurnView = {
  status: 'waiting',
  phases: [],
  text: '',
  sections: [],
  sectionCount: 0,
};
