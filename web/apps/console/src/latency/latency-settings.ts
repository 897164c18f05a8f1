export const windows = ['1m', '10m', '1h', '24h'] as const;
export type Window = (typeof windows)[number];

export const dimensions = ['model', 'tenant', 'kind', 'profile', 'length'] as const;
export type Dimension = (typeof dimensions)[number];

/** The measures by which the slowest turns can be sorted. */
export const slownesses = ['total_ms', 'ttft_ms', 'silence_ms', 'seen_first_text_ms'] as const;
export type Slowness = (typeof slownesses)[number];

/** The turns that the list of turns shows. */
export const outcomes = ['all', 'failed'] as const;
export type OutcomeFilter = (typeof outcomes)[number];

/** The settings of the latency pages, which a link carries. */
export interface LatencySettings {
  readonly window: Window;
  readonly by: Dimension;
  /** The selected group; absent: all turns. */
  readonly name: string | undefined;
  /** The measure whose history is drawn, such as `ttft_ms` or `phase:history`. */
  readonly measure: string;
  readonly slowness: Slowness;
  readonly outcome: OutcomeFilter;
}

const standard: LatencySettings = {
  window: '1h',
  by: 'model',
  name: undefined,
  measure: 'ttft_ms',
  slowness: 'total_ms',
  outcome: 'all',
};

const measurePattern = /^(phase:)?[a-z_]{1,60}$/;

/** Parses the settings of a URL. Missing and invalid ones have their defaults. */
export function latencySettingsIn(query: string): LatencySettings {
  const fields = new URLSearchParams(query);
  const measure = fields.get('measure') ?? '';
  return {
    window: among(windows, fields.get('window')) ?? standard.window,
    by: among(dimensions, fields.get('by')) ?? standard.by,
    name: fields.get('name') ?? undefined,
    measure: measurePattern.test(measure) ? measure : standard.measure,
    slowness: among(slownesses, fields.get('slowness')) ?? standard.slowness,
    outcome: among(outcomes, fields.get('outcome')) ?? standard.outcome,
  };
}

/** The settings as a query string; empty if all have their defaults. */
export function latencyQueryOf(settings: LatencySettings): string {
  const fields = new URLSearchParams();
  for (const field of ['window', 'by', 'name', 'measure', 'slowness', 'outcome'] as const) {
    const value = settings[field];
    if (value !== undefined && value !== standard[field]) fields.set(field, value);
  }
  return fields.size === 0 ? '' : `?${fields.toString()}`;
}

/** How often a window has new data. */
export function refreshMs(window: Window): number {
  switch (window) {
    case '1m':
    case '10m':
      return 5_000;
    case '1h':
      return 15_000;
    case '24h':
      return 60_000;
  }
}

/** The length of a window. */
export function durationMs(window: Window): number {
  const minutes = { '1m': 1, '10m': 10, '1h': 60, '24h': 24 * 60 } as const;
  return minutes[window] * 60_000;
}

function among<Name extends string>(
  names: readonly Name[],
  value: string | null,
): Name | undefined {
  return names.find((name) => name === value);
}
