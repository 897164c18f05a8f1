export const windows = ['1m', '10m', '1h', '24h'] as const;
export type Window = (typeof windows)[number];

export const dimensions = ['model', 'tenant', 'kind', 'profile', 'length'] as const;
export type Dimension = (typeof dimensions)[number];

/** By what the slowest turns can be put in order. */
export const slownesses = ['total_ms', 'ttft_ms', 'silence_ms', 'seen_first_text_ms'] as const;
export type Slowness = (typeof slownesses)[number];

/** What the latency pages show; a link carries it. */
export interface LatencySettings {
  readonly window: Window;
  readonly by: Dimension;
  /** The group whose figures are shown; absent: of all turns. */
  readonly name: string | undefined;
  /** The measure whose history is drawn, such as `ttft_ms` or `phase:history`. */
  readonly measure: string;
  readonly slowness: Slowness;
}

const standard: LatencySettings = {
  window: '1h',
  by: 'model',
  name: undefined,
  measure: 'ttft_ms',
  slowness: 'total_ms',
};

const measurePattern = /^(phase:)?[a-z_]{1,60}$/;

/** Reads the settings that an address carries; what it does not say, or says wrongly, is as usual. */
export function latencySettingsIn(query: string): LatencySettings {
  const fields = new URLSearchParams(query);
  const measure = fields.get('measure') ?? '';
  return {
    window: among(windows, fields.get('window')) ?? standard.window,
    by: among(dimensions, fields.get('by')) ?? standard.by,
    name: fields.get('name') ?? undefined,
    measure: measurePattern.test(measure) ? measure : standard.measure,
    slowness: among(slownesses, fields.get('slowness')) ?? standard.slowness,
  };
}

/** The settings as the query of an address; empty where all is as usual. */
export function latencyQueryOf(settings: LatencySettings): string {
  const fields = new URLSearchParams();
  for (const field of ['window', 'by', 'name', 'measure', 'slowness'] as const) {
    const value = settings[field];
    if (value !== undefined && value !== standard[field]) fields.set(field, value);
  }
  return fields.size === 0 ? '' : `?${fields.toString()}`;
}

/** How often a window has something new to show. */
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

/** How long a window is. */
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
