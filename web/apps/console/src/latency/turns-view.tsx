import { type ReactNode, useCallback } from 'react';

import { InternalLink } from '../shared/internal-link.js';
import { latencyPath } from '../shared/routes.js';
import { latencyStrings } from '../shared/latency-strings.js';
import { Choice } from './choice.js';
import type { TurnSummary } from './latency-records.js';
import { latencyQueryOf, outcomes, slownesses } from './latency-settings.js';
import type { LatencyViewProps } from './percentiles-view.js';
import { usePolledDocument } from './use-polled-document.js';
import { NoTurns, View } from './view-states.js';

/** The slowest turns of a window, each with a link to its waterfall. */
export function TurnsView(props: LatencyViewProps): ReactNode {
  const { api, settings, onChange, everyMs, onOpen } = props;
  const { window, slowness, outcome } = settings;
  const load = useCallback(
    (signal: AbortSignal) =>
      api.get<{ turns: readonly TurnSummary[] }>(
        `/api/latency/turns?slowest=50&by=${slowness}&window=${window}${outcome === 'all' ? '' : `&outcome=${outcome}`}`,
        signal,
      ),
    [api, slowness, window, outcome],
  );
  const latest = usePolledDocument(load, everyMs);
  return (
    <>
      <Choice
        label={latencyStrings.slowest}
        names={slownesses}
        textOf={(name) => latencyStrings.slownesses[name]}
        value={slowness}
        onChange={(chosen) => {
          onChange({ ...settings, slowness: chosen });
        }}
      />
      <Choice
        label={latencyStrings.outcomeFilter}
        names={outcomes}
        textOf={(name) => latencyStrings.outcomeFilters[name]}
        value={outcome}
        onChange={(chosen) => {
          onChange({ ...settings, outcome: chosen });
        }}
      />
      <View latest={latest}>
        {({ turns }) =>
          turns.length > 0 ? (
            <TurnsTable
              turns={turns}
              pathOf={(id) => latencyPath('turns', id) + latencyQueryOf(settings)}
              onOpen={onOpen}
            />
          ) : outcome === 'failed' ? (
            <div className="latency-state">
              <h3>{latencyStrings.noFailures(latencyStrings.windowsInWords[window])}</h3>
              <p>{latencyStrings.noFailuresText(latencyStrings.slownesses[slowness])}</p>
            </div>
          ) : slowness === 'seen_first_text_ms' ? (
            <div className="latency-state">
              <h3>{latencyStrings.nothingSeen}</h3>
              <p>{latencyStrings.noneSeen}</p>
            </div>
          ) : (
            <NoTurns
              windowInWords={latencyStrings.windowsInWords[window]}
              onLonger={
                window === '24h'
                  ? undefined
                  : () => {
                      onChange({ ...settings, window: '24h' });
                    }
              }
              onOpen={onOpen}
            />
          )
        }
      </View>
    </>
  );
}

interface TurnsTableProps {
  readonly turns: readonly TurnSummary[];
  readonly pathOf: (turnId: string) => string;
  readonly onOpen: (path: string) => void;
}

function TurnsTable({ turns, pathOf, onOpen }: TurnsTableProps): ReactNode {
  const time = (value: number | undefined): string =>
    value === undefined ? '–' : latencyStrings.value('total_ms', value);
  return (
    <>
      <p className="latency-note">{latencyStrings.slowestOnNode}</p>
      <div className="wide" role="region" aria-label={latencyStrings.slowestTurns} tabIndex={0}>
        <table className="figures" aria-label={latencyStrings.slowestTurns}>
          <thead>
            <tr>
              <th scope="col">{latencyStrings.ended}</th>
              <th scope="col" className="figures-text">
                {latencyStrings.turn.facts.outcome}
              </th>
              <th scope="col">{latencyStrings.slownesses.total_ms}</th>
              <th scope="col">{latencyStrings.slownesses.ttft_ms}</th>
              <th scope="col">{latencyStrings.slownesses.silence_ms}</th>
              <th scope="col">{latencyStrings.turn.facts.output}</th>
              <th scope="col" className="figures-text">
                {latencyStrings.model}
              </th>
              <th scope="col" className="figures-text">
                {latencyStrings.kind}
              </th>
              <th scope="col" className="figures-text">
                {latencyStrings.dimensions.tenant}
              </th>
            </tr>
          </thead>
          <tbody>
            {turns.map((turn) => {
              const at = latencyStrings.timeWithSeconds(new Date(turn.ended_at));
              return (
                <tr key={turn.turn_id} data-outcome={turn.outcome}>
                  <th scope="row">
                    <InternalLink path={pathOf(turn.turn_id)} onOpen={onOpen}>
                      <span className="fw-visually-hidden">{latencyStrings.open('')} </span>
                      {at}
                    </InternalLink>
                  </th>
                  <td className="figures-text">
                    <span className="tag" data-tone={turn.outcome}>
                      {latencyStrings.outcome[turn.outcome]}
                    </span>
                    {turn.code !== undefined && <code>{turn.code}</code>}
                  </td>
                  <td>{time(turn.total_ms)}</td>
                  <td>{time(turn.ttft_ms)}</td>
                  <td>{time(turn.silence_ms)}</td>
                  <td>
                    {turn.output_tokens === undefined
                      ? '–'
                      : latencyStrings.count(turn.output_tokens)}
                  </td>
                  <td className="figures-text">{turn.model ?? '–'}</td>
                  <td className="figures-text">
                    {latencyStrings.kinds[turn.kind ?? ''] ?? turn.kind ?? '–'}
                  </td>
                  <td className="figures-text">{turn.tenant}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
