import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';
import type { Seen } from './screen-record.js';
import type { Side } from './use-comparison.js';

export interface ResultsTableProps {
  readonly seen: Readonly<Partial<Record<Side, Seen>>>;
}

const measures = ['feedbackMs', 'firstTextMs', 'longestSilenceMs', 'totalMs'] as const;

/** The measurements of both sides on this screen. */
export function ResultsTable({ seen }: ResultsTableProps): ReactNode {
  return (
    <table className="results">
      <caption>{strings.playground.results}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{strings.playground.plain}</th>
          <th scope="col">{strings.product}</th>
        </tr>
      </thead>
      <tbody>
        {measures.map((measure) => (
          <tr key={measure}>
            <th scope="row">{strings.playground.measures[measure]}</th>
            <td>{time(seen.plain?.[measure])}</td>
            <td>{time(seen.firstword?.[measure])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function time(durationMs: number | undefined): string {
  return durationMs === undefined ? '–' : strings.latency.time(durationMs);
}
