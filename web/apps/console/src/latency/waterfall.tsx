import '../styles/latency.css';

import type { TurnView } from '@firstword/react';
import type { ReactNode } from 'react';

import { latencyWords } from '../shared/latency-words.js';

/** One phase as a bar. */
export interface Bar {
  readonly name: string;
  /** The label, if the name is not that of a phase. */
  readonly label?: string;
  readonly startMs: number;
  /** Absent while it is in progress. */
  readonly durationMs: number | undefined;
  /** Whether it is on the critical path. */
  readonly critical: boolean;
  /** Where it happened, if not on the server. */
  readonly place?: 'browser' | 'model';
  /** Whether it is an instant, without a duration. */
  readonly isInstant?: boolean;
}

export interface WaterfallProps {
  /** The label for screen readers. */
  readonly label: string;
  readonly bars: readonly Bar[];
  /** The duration represented by the full width. Defaults to that of the turn. */
  readonly scaleMs?: number | undefined;
}

/**
 * The waterfall of a turn, phase by phase, with the critical path in color. It grows while the turn is in
 * progress.
 */
export function Waterfall({ label, bars, scaleMs }: WaterfallProps): ReactNode {
  if (bars.length === 0) {
    return null;
  }
  const totalMs = scaleMs ?? endOf(bars);
  return (
    <table className="waterfall" aria-label={label}>
      <colgroup>
        <col className="waterfall-names" />
        <col />
        <col className="waterfall-times" />
      </colgroup>
      <thead className="fw-visually-hidden">
        <tr>
          <th scope="col">{latencyWords.phase}</th>
          <th scope="col">{latencyWords.course}</th>
          <th scope="col">{latencyWords.duration}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar, index) => (
          <WaterfallRow key={`${bar.name} ${String(index)}`} bar={bar} totalMs={totalMs} />
        ))}
      </tbody>
    </table>
  );
}

function WaterfallRow(props: { readonly bar: Bar; readonly totalMs: number }): ReactNode {
  const { bar, totalMs } = props;
  const { name, label, startMs, durationMs, critical, place, isInstant = false } = bar;
  return (
    <tr data-critical={critical ? '' : undefined} data-place={place}>
      <th scope="row">{label ?? latencyWords.phases[name] ?? name}</th>
      <td>
        <span className="fw-visually-hidden">
          {critical && `${latencyWords.critical}, `}
          {latencyWords.from(startMs)}
        </span>
        <span
          className={isInstant ? 'waterfall-moment' : 'waterfall-bar'}
          data-open={durationMs === undefined ? '' : undefined}
          style={{
            marginInlineStart: percent(startMs, totalMs),
            inlineSize: isInstant ? undefined : percent(durationMs ?? totalMs - startMs, totalMs),
          }}
        />
      </td>
      <td>
        {isInstant
          ? latencyWords.at(startMs)
          : durationMs !== undefined && latencyWords.time(durationMs)}
      </td>
    </tr>
  );
}

/** The bars of a turn: its events while it is in progress, the server's measurements once it has ended. */
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

/** The end of the last bar, as far as it is known. */
export function endOf(bars: readonly Bar[]): number {
  return Math.max(1, ...bars.map(({ startMs, durationMs = 0 }) => startMs + durationMs));
}

function percent(part: number, whole: number): string {
  const share = Math.min(1, Math.max(0, part / whole));
  return `${String(Math.round(share * 10_000) / 100)}%`;
}
