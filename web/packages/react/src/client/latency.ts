/** The tokens that a turn used, as counted by the model's provider. */
export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** The part of the output that was thinking; absent if there was none. */
  readonly thinking_tokens?: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
}

/** The state of a phase. */
export type PhaseState = 'started' | 'finished' | 'degraded' | 'failed';

/** One phase of a finished turn, in milliseconds since the server received the request. */
export interface PhaseTiming {
  readonly name: string;
  readonly start_ms: number;
  readonly duration_ms: number;
  readonly state: PhaseState;
}

/** The latency breakdown of one turn, measured by the server. */
export interface Latency {
  readonly total_ms: number;
  /** From the request to the first text written; absent if no text was written. */
  readonly ttft_ms?: number | null;
  /** From the call to the model to its first text. */
  readonly model_ttft_ms?: number | null;
  readonly generation_ms?: number | null;
  readonly output_tokens_per_second?: number | null;
  readonly phases: readonly PhaseTiming[];
  readonly critical_path: readonly string[];
}

/** A distribution: a tenth of all turns stay below `p10`, half below `p50`, nine out of ten below `p90`. */
export interface Spread {
  /** Absent from servers that do not report it. */
  readonly p10?: number | null;
  readonly p50: number;
  readonly p90: number;
}
