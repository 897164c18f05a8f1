import type { ReactNode } from 'react';

import { latencyStrings } from '../shared/latency-strings.js';
import { minTurns } from './error-budget.js';
import type { Group, History, SloStatus } from './latency-records.js';
import { durationMs, type Window } from './latency-settings.js';
import { Sparkline } from './sparkline.js';
import { onGrid } from './time-grid.js';
import type { OutcomeHistory } from './use-overview.js';

export interface TilesProps {
  readonly all: Group;
  readonly window: Window;
  /** When the server wrote these figures. */
  readonly atMs: number;
  readonly ttft: History;
  readonly silence: History;
  readonly outcomes: OutcomeHistory;
  /** The share of failed turns that the strictest objective allows; absent without objectives. */
  readonly allowedFailures: number | undefined;
}

type Tone = 'met' | 'broken' | 'unknown';

/** The three figures to look at first: first text, longest silence, and failures. */
export function Tiles(props: TilesProps): ReactNode {
  const { all, window, atMs, ttft, silence, outcomes, allowedFailures } = props;
  const words = latencyStrings.tiles;
  const failed = all.turns === 0 ? 0 : all.failed / all.turns;
  const failures: Tone =
    allowedFailures === undefined || all.turns < minTurns
      ? 'unknown'
      : failed <= allowedFailures
        ? 'met'
        : 'broken';
  return (
    <ul className="tiles">
      <MeasureTile
        name={words.firstText}
        measure="ttft_ms"
        all={all}
        history={ttft}
        window={window}
        atMs={atMs}
      />
      <MeasureTile
        name={words.silence}
        measure="silence_ms"
        all={all}
        history={silence}
        window={window}
        atMs={atMs}
      />
      <Tile
        name={words.failures}
        figure={latencyStrings.percent(failed)}
        unit={words.failedOf(all.failed, all.turns)}
        target={
          allowedFailures === undefined
            ? words.noTarget
            : words.allowed(latencyStrings.percent(allowedFailures))
        }
        tone={failures}
        values={onGrid(outcomes, durationMs(window), atMs, ({ failed: count }) => count)}
      />
    </ul>
  );
}

function MeasureTile(props: {
  readonly name: string;
  readonly measure: string;
  readonly all: Group;
  readonly history: History;
  readonly window: Window;
  readonly atMs: number;
}): ReactNode {
  const { name, measure, all, history, window, atMs } = props;
  const words = latencyStrings.tiles;
  const figures = all.measures[measure];
  const slo: SloStatus | undefined = all.levels.find((each) => each.measure === measure);
  const many = (figures?.count ?? 0) >= minTurns;
  const value = many ? figures?.p95 : figures?.p50;
  return (
    <Tile
      name={name}
      figure={value === undefined ? '–' : latencyStrings.value(measure, value)}
      unit={many ? words.p95 : words.p50(figures?.count ?? 0)}
      target={
        slo === undefined
          ? words.noTarget
          : words.attained(
              latencyStrings.percent(slo.within),
              latencyStrings.roundValue(measure, slo.limit),
              latencyStrings.percent(slo.share),
            )
      }
      tone={slo?.state ?? 'unknown'}
      values={onGrid(history, durationMs(window), atMs, ({ p50 }) => p50)}
    />
  );
}

function Tile(props: {
  readonly name: string;
  readonly figure: string;
  readonly unit: string;
  readonly target: string;
  readonly tone: Tone;
  readonly values: readonly (number | undefined)[];
}): ReactNode {
  const { name, figure, unit, target, tone, values } = props;
  return (
    <li className="tile" data-tone={tone}>
      <h3>{name}</h3>
      <p className="tile-figure">
        <b>{figure}</b> {unit}
      </p>
      <Sparkline values={values} />
      <p className="tile-target">
        {tone !== 'unknown' && (
          <span className="tag" data-tone={tone === 'broken' ? 'failed' : tone}>
            {latencyStrings.slos.state[tone]}
          </span>
        )}{' '}
        {target}
      </p>
    </li>
  );
}
