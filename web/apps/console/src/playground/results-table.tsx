import type { ReactNode } from 'react';

import { playgroundStrings } from '../shared/playground-strings.js';
import { latencyWords } from '../shared/latency-words.js';
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
      <caption>{playgroundStrings.results}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{playgroundStrings.sides.plain}</th>
          <th scope="col">{playgroundStrings.sides.firstword}</th>
        </tr>
      </thead>
      <tbody>
        {measures.map((measure) => (
          <tr key={measure}>
            <th scope="row">{playgroundStrings.measures[measure]}</th>
            <td>{time(timings.plain?.[measure])}</td>
            <td>{time(timings.firstword?.[measure])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function time(durationMs: number | undefined): string {
  return durationMs === undefined ? '–' : latencyWords.time(durationMs);
}
