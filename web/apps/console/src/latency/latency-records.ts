/** The percentiles of one measure. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** A service level objective: the share of turns within a limit. */
export interface Slo {
  readonly name: string;
  /** `all`, `profile:NAME` or `tenant:NAME`. */
  readonly scope: string;
  readonly measure: string;
  readonly share: number;
  readonly limit: number;
}

/** How an objective was met in a window. */
export interface SloStatus extends Slo {
  readonly count: number;
  readonly within: number;
  readonly state: 'met' | 'broken' | 'unknown';
}

/** The figures of a group of turns. */
export interface Group {
  readonly name: string;
  readonly turns: number;
  readonly done: number;
  readonly cancelled: number;
  readonly failed: number;
  readonly goodput?: number;
  readonly measures: Readonly<Record<string, Percentiles>>;
  readonly phases: Readonly<Record<string, Percentiles>>;
  readonly levels: readonly SloStatus[];
}

/** The response of `GET /api/latency`. */
export interface LatencyReport {
  readonly window: string;
  readonly at: string;
  readonly error: number;
  readonly all: Group;
  readonly groups: readonly Group[];
}

/** One slice of a history. */
export interface HistoryPoint extends Percentiles {
  readonly at: string;
  /** How many turns are in each bin. */
  readonly counts: readonly number[];
}

/** The response of `GET /api/latency/history`. */
export interface History {
  readonly measure: string;
  readonly step_ms: number;
  /** The bounds of the bins, ascending: one more than there are bins. */
  readonly bins: readonly number[];
  readonly points: readonly HistoryPoint[];
}

/** An entry of the slowest turns. */
export interface TurnSummary {
  readonly turn_id: string;
  readonly ended_at: string;
  readonly tenant: string;
  readonly profile: string;
  readonly kind?: string;
  readonly model?: string;
  readonly reason?: string;
  readonly outcome: 'done' | 'cancelled' | 'failed';
  readonly code?: string;
  readonly total_ms: number;
  readonly ttft_ms?: number;
  readonly silence_ms: number;
  readonly output_tokens?: number;
  readonly tokens_per_second?: number;
  readonly seen_first_text_ms?: number;
}

/** What the browser reported of a turn, in milliseconds since the click. */
export interface BrowserTimings {
  readonly click_to_echo_ms?: number;
  readonly click_to_feedback_ms?: number;
  readonly click_to_first_text_ms?: number;
  readonly longest_silence_ms?: number;
  readonly total_ms?: number;
  readonly abandoned?: boolean;
  readonly duplicate_clicks?: number;
  /** The approximate delay between the click and the server's receipt of the request. */
  readonly offset_ms?: number;
}

/** A turn with its complete waterfall, in milliseconds since the server received the request. */
export interface TurnWaterfall extends TurnSummary {
  readonly trace_id?: string;
  readonly spans: readonly {
    readonly name: string;
    readonly start_ms: number;
    readonly duration_ms: number;
    readonly state: string;
    readonly critical: boolean;
  }[];
  readonly attempts: readonly {
    readonly model: string;
    readonly reason: string;
    readonly start_ms: number;
  }[];
  readonly usage?: {
    readonly input_tokens: number;
    readonly output_tokens: number;
    readonly cache_creation_input_tokens: number;
    readonly cache_read_input_tokens: number;
  };
  /** What its calls missed in the cache, although the request before had cached it. */
  readonly cache_misses?: readonly {
    readonly cause: string;
    readonly tokens: number;
    readonly source: 'provider' | 'server';
  }[];
  readonly seen?: BrowserTimings;
}

/** An alert on an objective that turns miss, or missed, faster than allowed. */
export interface Alert extends Slo {
  readonly level: string;
  readonly severity: 'page' | 'ticket';
  readonly state: 'firing' | 'ended';
  readonly since: string;
  readonly ended_at?: string;
  readonly turns: number;
  readonly burn: {
    readonly long: string;
    readonly long_rate: number;
    readonly short: string;
    readonly short_rate: number;
    readonly threshold: number;
  };
}

/** The response of `GET /api/latency/alerts`. */
export interface AlertReport {
  readonly alerts: readonly Alert[];
  readonly levels: readonly Slo[];
}

/** A figure behind an answer. */
export interface Evidence {
  readonly name: string;
  readonly value: number;
  readonly limit?: number;
}

/** A question of the tree, or a leaf. */
export interface TreeNode {
  readonly id: string;
  readonly question?: string;
  readonly answer?: string;
  readonly on?: string;
  readonly lit: boolean;
  readonly evidence: readonly Evidence[];
  readonly reason: string;
  readonly finding?: string;
  readonly children?: readonly TreeNode[];
}

/** Durations by percentile. */
export interface PercentileTimes {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Latencies by measure. */
export type LatencyByMeasure = Readonly<
  Partial<Record<'ttft_ms' | 'total_ms' | 'seen_first_text_ms', PercentileTimes>>
>;

/** A recommended change. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly technique: string;
  readonly setting: string;
  readonly share: number;
  readonly evidence: readonly Evidence[];
  readonly saving: LatencyByMeasure & {
    readonly basis: string;
    readonly before: LatencyByMeasure;
    readonly after: LatencyByMeasure;
  };
}

/** A recommendation that was followed, with its predicted and its measured saving. */
export interface AppliedFinding {
  readonly id: string;
  readonly title: string;
  readonly since: string;
  readonly turns: number;
  readonly predicted: LatencyByMeasure;
  readonly measured: LatencyByMeasure;
}

/** The response of `GET /api/latency/diagnosis`. */
export type VerdictState =
  'failing' | 'slow' | 'unknown' | 'improvable' | 'misconfigured' | 'healthy';

export interface DiagnosisReport {
  readonly at: string;
  readonly turns: number;
  readonly enough: boolean;
  readonly verdict: { readonly state: VerdictState; readonly sentence: string };
  readonly failures: {
    readonly turns: number;
    readonly failed: number;
    readonly causes: readonly {
      readonly code: string;
      readonly model: string;
      readonly turns: number;
      readonly remedy: string;
    }[];
  };
  readonly tree: TreeNode;
  readonly findings: readonly Finding[];
  readonly mistakes: readonly {
    readonly id: string;
    readonly sentence: string;
    readonly evidence: readonly Evidence[];
  }[];
  readonly applied: readonly AppliedFinding[];
}
