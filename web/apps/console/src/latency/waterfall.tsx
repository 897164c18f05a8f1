import type { TurnView } from '@firstword/react';
import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';

/** One phase as a bar. */
export interface Bar {
  readonly name: string;
  /** What it is called where the name is not a phase's. */
  readonly label?: string;
  readonly startMs: number;
  /** Absent while it goes on. */
  readonly durationMs: number | undefined;
  /** Whether the turn could not have been shorter without it. */
  readonly critical: boolean;
  /** Where it happened, as far as that is not the server. */
  readonly place?: 'browser' | 'model';
  /** Whether it happened at one moment, and took no time. */
  readonly moment?: boolean;
}

export interface WaterfallProps {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly bars: readonly Bar[];
  /** What the whole width stands for; absent: as long as the turn. */
  readonly scaleMs?: number | undefined;
}

/** Where a turn's time went, phase by phase; the critical path in colour. Grows while the turn is under way. */
export function Waterfall({ label, bars, scaleMs }: WaterfallProps): ReactNode {
  if (bars.length === 0) {
    return null;
  }
  const longestMs = scaleMs ?? endOf(bars);
  return (
    <table className="waterfall" aria-label={label}>
      <colgroup>
        <col className="waterfall-names" />
        <col />
        <col className="waterfall-times" />
      </colgroup>
      <thead className="fw-visually-hidden">
        <tr>
          <th scope="col">{strings.latency.phase}</th>
          <th scope="col">{strings.latency.course}</th>
          <th scope="col">{strings.latency.duration}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar, index) => (
          <WaterfallRow key={`${bar.name} ${String(index)}`} bar={bar} longestMs={longestMs} />
        ))}
      </tbody>
    </table>
  );
}

function WaterfallRow(props: { readonly bar: Bar; readonly longestMs: number }): ReactNode {
  const { bar, longestMs } = props;
  const { name, label, startMs, durationMs, critical, place, moment = false } = bar;
  return (
    <tr data-critical={critical ? '' : undefined} data-place={place}>
      <th scope="row">{label ?? strings.latency.phases[name] ?? name}</th>
      <td>
        <span className="fw-visually-hidden">
          {critical && `${strings.latency.critical}, `}
          {strings.latency.from(startMs)}
        </span>
        <span
          className={moment ? 'waterfall-moment' : 'waterfall-bar'}
          data-open={durationMs === undefined ? '' : undefined}
          style={{
            marginInlineStart: percent(startMs, longestMs),
            inlineSize: moment ? undefined : percent(durationMs ?? longestMs - startMs, longestMs),
          }}
        />
      </td>
      <td>
        {moment
          ? strings.latency.at(startMs)
          : durationMs !== undefined && strings.latency.time(durationMs)}
      </td>
    </tr>
  );
}

/** The bars of a turn: as the server measured them once it has ended, until then as its phases begin and end. */
export function barsOf(turn: TurnView): readonly Bar[] {
  const { latency, phases } = turn;
  if (latency === undefined) {
    return phases.map(({ name, startedMs, finishedMs }) => ({
      name,
      startMs: startedMs,
      durationMs: finishedMs === undefined ? undefined : finishedMs - startedMs,
      critical: false,
    }));
  }
  const critical = new Set(latency.critical_path);
  return [...latency.phases]
    .sort((a, b) => a.start_ms - b.start_ms)
    .map(({ name, start_ms: startMs, duration_ms: durationMs }) => ({
      name,
      startMs,
      durationMs,
      critical: critical.has(name),
    }));
}

/** When the last bar ends, as far as that is known. */
export function endOf(bars: readonly Bar[]): number {
  return Math.max(1, ...bars.map(({ startMs, durationMs = 0 }) => startMs + durationMs));
}

function percent(part: number, whole: number): string {
  const share = Math.min(1, Math.max(0, part / whole));
  return `${String(Math.round(share * 10_000) / 100)}%`;
}
