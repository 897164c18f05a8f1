/** How many tokens a turn cost, as the model's provider counted them. */
export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
}

/** Where a phase stands. */
export type PhaseState = 'started' | 'finished' | 'degraded' | 'failed';

/** One phase of a finished turn; milliseconds since the server received the request. */
export interface PhaseTiming {
  readonly name: string;
  readonly start_ms: number;
  readonly duration_ms: number;
  readonly state: PhaseState;
}

/** Where the time of one turn went, measured by the server. */
export interface Latency {
  readonly total_ms: number;
  /** Request received to first text written; absent when no text came. */
  readonly ttft_ms?: number | null;
  /** Model called to its first text. */
  readonly model_ttft_ms?: number | null;
  readonly generation_ms?: number | null;
  readonly output_tokens_per_second?: number | null;
  readonly phases: readonly PhaseTiming[];
  readonly critical_path: readonly string[];
}

/** A figure as a range: a tenth of all turns stay under `p10`, half under `p50`, nine of ten under `p90`. */
export interface Spread {
  /** Absent from servers that do not tell it. */
  readonly p10?: number | null;
  readonly p50: number;
  readonly p90: number;
}
