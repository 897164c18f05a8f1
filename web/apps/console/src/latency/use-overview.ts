import { useCallback } from 'react';

import type { Api } from '../shared/api.js';
import type {
  DiagnosisReport,
  History,
  LatencyReport,
  TurnSummary,
  TurnWaterfall,
} from './latency-records.js';
import type { Window } from './latency-settings.js';
import { usePolledDocument } from './use-polled-document.js';

/** The response of `GET /api/latency/history?measure=outcomes`. */
export interface OutcomeHistory {
  readonly step_ms: number;
  readonly points: readonly { readonly at: string; readonly failed: number }[];
}

/** What the top of the latency page shows. */
export interface Overview {
  readonly window: Window;
  readonly diagnosis: DiagnosisReport;
  readonly day: LatencyReport;
  readonly hour: LatencyReport;
  readonly ttft: History;
  readonly silence: History;
  readonly outcomes: OutcomeHistory;
  /** The turns at percentiles of the time to first text; absent if this node has none. */
  readonly median: TurnWaterfall | undefined;
  readonly slow: TurnWaterfall | undefined;
}

/** Loads the overview of a window, and keeps it up to date. */
export function useOverview(
  api: Api,
  window: Window,
  everyMs: number | undefined,
): Overview | undefined {
  const load = useCallback(
    async (signal: AbortSignal): Promise<Overview> => {
      const get = <Document>(path: string): Promise<Document> =>
        api.get<Document>(`/api/latency${path}`, signal);
      const [diagnosis, day, hour, ttft, silence, outcomes, median, slow] = await Promise.all([
        get<DiagnosisReport>(`/diagnosis?window=${window}`),
        get<LatencyReport>('?window=24h'),
        get<LatencyReport>('?window=1h'),
        get<History>(`/history?measure=ttft_ms&window=${window}`),
        get<History>(`/history?measure=silence_ms&window=${window}`),
        get<OutcomeHistory>(`/history?measure=outcomes&window=${window}`),
        turnAt(get, window, 50),
        turnAt(get, window, 95),
      ]);
      return { window, diagnosis, day, hour, ttft, silence, outcomes, median, slow };
    },
    [api, window],
  );
  return usePolledDocument(load, everyMs).document;
}

type Get = <Document>(path: string) => Promise<Document>;

/** The turn at a percentile of the time to first text. */
async function turnAt(
  get: Get,
  window: Window,
  percentile: number,
): Promise<TurnWaterfall | undefined> {
  const { turns } = await get<{ readonly turns: readonly TurnSummary[] }>(
    `/turns?by=ttft_ms&percentile=${String(percentile)}&slowest=1&window=${window}`,
  );
  const [turn] = turns;
  return turn === undefined
    ? undefined
    : await get<TurnWaterfall>(`/turns/${encodeURIComponent(turn.turn_id)}`);
}
