import { type ReactNode, useCallback } from 'react';

import { latencyStrings } from '../shared/latency-strings.js';
import type { Alert, AlertReport, LatencyReport, Slo, SloStatus } from './latency-records.js';
import type { LatencyViewProps } from './percentiles-view.js';
import { usePolledDocument } from './use-polled-document.js';
import { View } from './view-states.js';

/** Service level objectives, how they are met, and alerts where they are missed faster than allowed. */
export function SloView({ api, settings, everyMs }: LatencyViewProps): ReactNode {
  const { window } = settings;
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [alerts, report] = await Promise.all([
        api.get<AlertReport>('/api/latency/alerts', signal),
        api.get<LatencyReport>(`/api/latency?window=${window}`, signal),
      ]);
      return { ...alerts, kept: report.all.levels };
    },
    [api, window],
  );
  const latest = usePolledDocument(load, everyMs);
  return (
    <View latest={latest}>
      {({ alerts, levels: slos, kept }) => (
        <>
          <section className="alerts" aria-labelledby="alerts-title">
            <h3 id="alerts-title">{latencyStrings.alerts.title}</h3>
            {alerts.length === 0 ? (
              <p className="alerts-none">
                {latencyStrings.alerts.none} <span>{latencyStrings.alerts.noneText}</span>
              </p>
            ) : (
              <ul>
                {alerts.map((alert) => (
                  <AlertItem
                    key={`${alert.level} ${alert.scope} ${alert.severity} ${alert.since}`}
                    alert={alert}
                  />
                ))}
              </ul>
            )}
          </section>
          <section>
            <h3>{latencyStrings.slos.title}</h3>
            <SloTable slos={slos} kept={kept} />
          </section>
        </>
      )}
    </View>
  );
}

function AlertItem({ alert }: { readonly alert: Alert }): ReactNode {
  const words = latencyStrings.alerts;
  const { burn, state } = alert;
  const since = latencyStrings.time(new Date(alert.since));
  return (
    <li className="alert" data-state={state}>
      <p className="alert-head">
        <span className="tag" data-tone={state === 'firing' ? 'failed' : undefined}>
          {words[state]}
        </span>
        <b>{sloName(alert)}</b>
        <span>{scopeName(alert.scope)}</span>
        <span>
          {words.severity[alert.severity]},{' '}
          {alert.ended_at === undefined
            ? words.since(since)
            : words.between(since, latencyStrings.time(new Date(alert.ended_at)))}
        </span>
      </p>
      <p>
        {words.burn({
          long: burn.long,
          longRate: burn.long_rate,
          short: burn.short,
          shortRate: burn.short_rate,
        })}{' '}
        {words.threshold(burn.threshold, alert.turns)}
      </p>
    </li>
  );
}

interface SloTableProps {
  readonly slos: readonly Slo[];
  readonly kept: readonly SloStatus[];
}

function SloTable({ slos, kept }: SloTableProps): ReactNode {
  const words = latencyStrings.slos;
  if (slos.length === 0) {
    return <p className="latency-note">{words.none}</p>;
  }
  return (
    <div className="wide" role="region" aria-label={words.title} tabIndex={0}>
      <table className="figures" aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{words.name}</th>
            <th scope="col" className="figures-text">
              {words.scope}
            </th>
            <th scope="col">{words.promised}</th>
            <th scope="col">{words.kept}</th>
            <th scope="col">{latencyStrings.turns}</th>
            <th scope="col" className="figures-text">
              <span className="fw-visually-hidden">{latencyStrings.turn.facts.outcome}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {slos.map((slo) => {
            const found = kept.find(({ name, scope }) => name === slo.name && scope === slo.scope);
            const state = found?.state ?? 'unknown';
            return (
              <tr key={`${slo.name} ${slo.scope}`}>
                <th scope="row">{sloName(slo)}</th>
                <td className="figures-text">{scopeName(slo.scope)}</td>
                <td>{latencyStrings.percent(slo.share)}</td>
                <td>{found === undefined ? '–' : latencyStrings.percent(found.within)}</td>
                <td>{latencyStrings.count(found?.count ?? 0)}</td>
                <td className="figures-text">
                  <span className="tag" data-tone={state === 'broken' ? 'failed' : state}>
                    {words.state[state]}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function sloName({ measure, limit }: Slo): string {
  return latencyStrings.slos.of(
    latencyStrings.measureName(measure),
    latencyStrings.roundValue(measure, limit),
  );
}

function scopeName(scope: string): string {
  return scope === 'all' ? latencyStrings.slos.everybody : scope.replace(':', ' ');
}
