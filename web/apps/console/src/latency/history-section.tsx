import { type ReactNode, useCallback, useMemo } from 'react';

import type { Api } from '../shared/api.js';
import { latencyStrings } from '../shared/latency-strings.js';
import { HeatMap } from './heat-map.js';
import { heatMapData } from './heat-map-data.js';
import type { AppliedFinding, History, Slo } from './latency-records.js';
import { durationMs, type LatencySettings } from './latency-settings.js';
import { usePolledDocument } from './use-polled-document.js';
import { View } from './view-states.js';

export interface HistorySectionProps {
  readonly api: Api;
  readonly settings: LatencySettings;
  readonly everyMs: number | undefined;
  /** A service level objective of this measure. */
  readonly slo: Slo | undefined;
  /** The recommended changes that were made. */
  readonly applied: readonly AppliedFinding[];
}

/** The history of one measure: as a chart, and as a table for users who cannot see or point. */
export function HistorySection(props: HistorySectionProps): ReactNode {
  const { api, settings, everyMs, slo, applied } = props;
  const { measure, window, by, name } = settings;
  const load = useCallback(
    async (signal: AbortSignal) => {
      const fields = new URLSearchParams({ measure, window });
      if (name !== undefined) {
        fields.set('by', by);
        fields.set('name', name);
      }
      const history = await api.get<History>(`/api/latency/history?${fields.toString()}`, signal);
      return { ...history, readAtMs: Date.now() };
    },
    [api, measure, window, by, name],
  );
  const latest = usePolledDocument(load, everyMs);
  const title = latencyStrings.measureName(measure);
  return (
    <section className="history" aria-labelledby="history-title">
      <h3 id="history-title">
        {latencyStrings.history(title, name ?? latencyStrings.all.toLowerCase())}
      </h3>
      {slo !== undefined && (
        <p className="latency-note">
          {latencyStrings.limit(slo.share, latencyStrings.roundValue(measure, slo.limit))}
        </p>
      )}
      <View latest={latest}>
        {(history) => (
          // While another measure is loading, the values of the old one must not appear under its name.
          <HistoryOf
            history={history.measure === measure ? history : { ...history, points: [] }}
            settings={settings}
            limit={slo?.limit}
            title={title}
            applied={applied}
          />
        )}
      </View>
    </section>
  );
}

interface HistoryOfProps {
  readonly history: History & { readonly readAtMs: number };
  readonly settings: LatencySettings;
  readonly limit: number | undefined;
  readonly title: string;
  readonly applied: readonly AppliedFinding[];
}

function HistoryOf({ history, settings, limit, title, applied }: HistoryOfProps): ReactNode {
  const { measure, window } = settings;
  const { points, step_ms: stepMs, readAtMs } = history;
  const data = useMemo(
    () => heatMapData(history, durationMs(window), readAtMs),
    [history, window, readAtMs],
  );
  if (points.length === 0) {
    return <p className="chart-empty">{latencyStrings.chartEmpty}</p>;
  }
  return (
    <>
      <HeatMap
        data={data}
        points={points}
        measure={measure}
        limit={limit}
        changes={applied.map(({ since, title: change }) => ({
          atMs: Date.parse(since),
          title: latencyStrings.heat.changed(change, latencyStrings.time(new Date(since))),
        }))}
        seconds={stepMs < 60_000}
        label={latencyStrings.chart(title, latencyStrings.windowsInWords[window])}
      />
      <details className="history-table">
        <summary>{latencyStrings.asTable}</summary>
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">{latencyStrings.at}</th>
              <th scope="col">p50</th>
              <th scope="col">p95</th>
              <th scope="col">p99</th>
              <th scope="col">{latencyStrings.turns}</th>
            </tr>
          </thead>
          <tbody>
            {points.toReversed().map((point) => (
              <tr key={point.at}>
                <th scope="row">
                  {stepMs < 60_000
                    ? latencyStrings.precise(new Date(point.at))
                    : latencyStrings.time(new Date(point.at))}
                </th>
                <td>{latencyStrings.value(measure, point.p50)}</td>
                <td>{latencyStrings.value(measure, point.p95)}</td>
                <td>{latencyStrings.value(measure, point.p99)}</td>
                <td>{latencyStrings.count(point.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
