import { type ReactNode, useCallback, useMemo } from 'react';

import type { Api } from '../shared/api.js';
import { latencyStrings } from '../shared/latency-strings.js';
import { chartData } from './chart-data.js';
import type { History, Level } from './latency-records.js';
import { durationMs, type LatencySettings } from './latency-settings.js';
import { PercentileChart } from './percentile-chart.js';
import { usePolledDocument } from './use-polled-document.js';
import { View } from './view-states.js';

export interface HistorySectionProps {
  readonly api: Api;
  readonly settings: LatencySettings;
  readonly everyMs: number | undefined;
  /** A service level of this measure. */
  readonly level: Level | undefined;
}

/** The history of one measure: as a chart, and as a table for users who cannot see or point. */
export function HistorySection({ api, settings, everyMs, level }: HistorySectionProps): ReactNode {
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
      {level !== undefined && (
        <p className="latency-note">
          {latencyStrings.limit(level.share, latencyStrings.roundValue(measure, level.limit))}
        </p>
      )}
      <View latest={latest}>
        {(history) => (
          // While another measure is loading, the values of the old one must not appear under its name.
          <HistoryOf
            history={history.measure === measure ? history : { ...history, points: [] }}
            settings={settings}
            limit={level?.limit}
            title={title}
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
}

function HistoryOf({ history, settings, limit, title }: HistoryOfProps): ReactNode {
  const { measure, window } = settings;
  const { points, step_ms: stepMs, readAtMs } = history;
  const data = useMemo(
    () => chartData(points, stepMs, durationMs(window), readAtMs),
    [points, stepMs, window, readAtMs],
  );
  if (points.length === 0) {
    return <p className="chart-empty">{latencyStrings.chartEmpty}</p>;
  }
  return (
    <>
      <PercentileChart
        data={data}
        measure={measure}
        limit={limit}
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
