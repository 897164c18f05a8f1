import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';
import type { ScreenTimings } from './screen-recorder.js';
import type { Side } from './use-comparison.js';

export interface ResultsTableProps {
  readonly timings: Readonly<Partial<Record<Side, ScreenTimings>>>;
}

const measures = ['feedbackMs', 'firstTextMs', 'longestSilenceMs', 'totalMs'] as const;

/** The measurements of both sides on this screen. */
export function ResultsTable({ timings }: ResultsTableProps): ReactNode {
  return (
    <table className="results">
      <caption>{strings.playground.results}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{strings.playground.sides.plain}</th>
          <th scope="col">{strings.playground.sides.firstword}</th>
        </tr>
      </thead>
      <tbody>
        {measures.map((measure) => (
          <tr key={measure}>
            <th scope="row">{strings.playground.measures[measure]}</th>
            <td>{time(timings.plain?.[measure])}</td>
            <td>{time(timings.firstword?.[measure])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function time(durationMs: number | undefined): string {
  return durationMs === undefined ? '–' : strings.latency.time(durationMs);
}
