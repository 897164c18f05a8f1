import type { ReactNode } from 'react';

import { InternalLink } from '../shared/internal-link.js';
import { latencyStrings } from '../shared/latency-strings.js';
import { latencyPath } from '../shared/routes.js';
import { latencyWords } from '../shared/latency-words.js';
import { errorBudgets } from './error-budget.js';
import { firstTextParts } from './first-text-parts.js';
import type { Group, TurnWaterfall } from './latency-records.js';
import { latencyQueryOf, type LatencySettings } from './latency-settings.js';
import { savingSentence } from './saving-text.js';
import { Tiles } from './tiles.js';
import { turnBars } from './turn-bars.js';
import type { Overview } from './use-overview.js';
import { endOf, Waterfall } from './waterfall.js';

export interface OverviewProps {
  readonly all: Group;
  readonly overview: Overview;
  readonly settings: LatencySettings;
  readonly onOpen: (path: string) => void;
}

/** The answer before the figures: the verdict, three tiles, and where the time goes. */
export function OverviewSection({ all, overview, settings, onOpen }: OverviewProps): ReactNode {
  const { day, ttft, silence, outcomes } = overview;
  const limits = all.levels
    .filter(({ measure }) => measure === 'total_ms' || measure === 'ttft_ms')
    .map(({ share }) => 1 - share);
  return (
    <>
      <VerdictSection overview={overview} settings={settings} onOpen={onOpen} />
      <Tiles
        all={all}
        window={overview.window}
        atMs={Date.parse(overview.hour.at)}
        ttft={ttft}
        silence={silence}
        outcomes={outcomes}
        allowedFailures={limits.length === 0 ? undefined : Math.min(...limits)}
      />
      <div className="overview">
        <Budgets day={day} hour={overview.hour} />
        {overview.median !== undefined && <FirstTextBar turn={overview.median} />}
      </div>
      {overview.median !== undefined && overview.slow !== undefined && (
        <ComparedTurns
          median={overview.median}
          slow={overview.slow}
          settings={settings}
          onOpen={onOpen}
        />
      )}
    </>
  );
}

/** What to do, in a sentence: from failures, objectives, alerts and the diagnosis. */
function VerdictSection({ overview, settings, onOpen }: Omit<OverviewProps, 'all'>): ReactNode {
  const { verdict, findings } = overview.diagnosis;
  const words = latencyStrings.overview;
  const first = verdict.state === 'failing' ? undefined : findings[0];
  return (
    <section className="verdict" data-state={verdict.state} aria-label={words.verdict}>
      <p>
        <b>{verdict.sentence}</b>
        {first !== undefined && (
          <>
            {' '}
            {first.technique}{' '}
            <span className="diagnosis-saving">
              {words.predicted} {savingSentence(first.saving)}
            </span>
          </>
        )}
      </p>
      <p>
        <InternalLink
          path={
            verdict.state === 'failing'
              ? latencyPath('turns') + latencyQueryOf({ ...settings, outcome: 'failed' })
              : latencyPath('diagnosis') + latencyQueryOf(settings)
          }
          onOpen={onOpen}
        >
          {verdict.state === 'failing' ? words.showFailed : words.showDiagnosis}
        </InternalLink>
      </p>
    </section>
  );
}

/** What is left of the misses that the objectives allow in 24 hours. */
function Budgets({ day, hour }: Pick<Overview, 'day' | 'hour'>): ReactNode {
  const words = latencyStrings.overview;
  const budgets = errorBudgets(day.all.levels, hour.all.levels);
  return (
    <section>
      <h3>{words.budget}</h3>
      {budgets.length === 0 ? (
        <p className="latency-note">{words.noBudget}</p>
      ) : (
        <ul className="budgets">
          {budgets.map(({ slo, left, exhaustedInMs }) => (
            <li key={`${slo.name} ${slo.scope}`} data-spent={left <= 0 ? '' : undefined}>
              <p>
                {latencyStrings.slos.of(
                  latencyStrings.measureName(slo.measure),
                  latencyStrings.roundValue(slo.measure, slo.limit),
                )}
                {slo.scope !== 'all' && `, ${slo.scope.replace(':', ' ')}`}
                <b>{left <= 0 ? words.spent : words.left(latencyStrings.percent(left))}</b>
              </p>
              <div className="budget-bar">
                <div style={{ inlineSize: `${String(Math.max(0, left) * 100)}%` }} />
              </div>
              <p className="latency-note">
                {left <= 0
                  ? words.overspent
                  : exhaustedInMs === undefined
                    ? words.lasts
                    : words.exhausted(latencyStrings.hours(exhaustedInMs))}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The parts of the time to first text of the median turn, as one bar. */
function FirstTextBar({ turn }: { readonly turn: TurnWaterfall }): ReactNode {
  const words = latencyStrings.overview;
  // Shorter parts cannot be seen.
  const parts = firstTextParts(turn).filter(({ durationMs }) => durationMs >= minPartMs);
  const totalMs = turn.ttft_ms ?? 0;
  return (
    <section>
      <h3>{words.firstText}</h3>
      <div className="stack" aria-hidden="true">
        {parts.map(({ name, durationMs }, index) => (
          <div
            key={name}
            data-part={index % partColors}
            style={{ inlineSize: `${String((durationMs / totalMs) * 100)}%` }}
          />
        ))}
      </div>
      <ul className="stack-parts">
        {parts.map(({ name, durationMs }, index) => (
          <li key={name} data-part={index % partColors}>
            {name === 'other' ? words.other : (latencyWords.phases[name] ?? name)}{' '}
            <b>{latencyStrings.value('ttft_ms', durationMs)}</b>{' '}
            {latencyStrings.percent(durationMs / totalMs)}
          </li>
        ))}
      </ul>
      <p className="latency-note">{words.ofMedian(latencyStrings.value('ttft_ms', totalMs))}</p>
    </section>
  );
}

const partColors = 6;
const minPartMs = 1;

/** The median turn and a slow one, on one scale. Of very few turns both may be the same one. */
function ComparedTurns(props: {
  readonly median: TurnWaterfall;
  readonly slow: TurnWaterfall;
  readonly settings: LatencySettings;
  readonly onOpen: (path: string) => void;
}): ReactNode {
  const { median, slow, settings, onOpen } = props;
  const words = latencyStrings.overview;
  const names =
    median.turn_id === slow.turn_id ? (['median'] as const) : (['median', 'slow'] as const);
  const bars = { median: turnBars(median), slow: turnBars(slow) };
  const scaleMs = Math.max(endOf(bars.median), endOf(bars.slow));
  return (
    <section>
      <h3>{names.length === 1 ? words.median : words.compared}</h3>
      <div className="compared">
        {names.map((name) => {
          const turn = name === 'median' ? median : slow;
          return (
            <div key={name}>
              <h4>
                <InternalLink
                  path={latencyPath('turns', turn.turn_id) + latencyQueryOf(settings)}
                  onOpen={onOpen}
                >
                  {words[name]}
                </InternalLink>
                , {latencyStrings.value('ttft_ms', turn.ttft_ms ?? 0)}
              </h4>
              <Waterfall label={words[name]} bars={bars[name]} scaleMs={scaleMs} />
            </div>
          );
        })}
      </div>
    </section>
  );
}
