import type { ReactNode } from 'react';

import { latencyStrings } from '../shared/latency-strings.js';
import type { Group, Percentiles } from './latency-records.js';

export interface MeasuresTableProps {
  readonly group: Group;
  /** The measure whose history is drawn. */
  readonly measure: string;
  readonly onMeasure: (measure: string) => void;
}

const sets = {
  server: ['ttft_ms', 'total_ms', 'model_ttft_ms', 'generation_ms', 'silence_ms'],
  seen: [
    'seen_echo_ms',
    'seen_feedback_ms',
    'seen_first_text_ms',
    'seen_silence_ms',
    'seen_total_ms',
  ],
  tokens: ['tokens_per_second', 'output_tokens', 'input_tokens'],
} as const;

/** All measures at p50, p95 and p99. Selecting one draws its history. */
export function MeasuresTable({ group, measure, onMeasure }: MeasuresTableProps): ReactNode {
  const row = (name: string, found: Percentiles | undefined): ReactNode =>
    found !== undefined && (
      <tr key={name} data-chosen={name === measure ? '' : undefined}>
        <th scope="row">
          <button
            type="button"
            className="row-button"
            aria-pressed={name === measure}
            onClick={() => {
              onMeasure(name);
            }}
          >
            {latencyStrings.measureName(name)}
          </button>
        </th>
        {(['p50', 'p95', 'p99'] as const).map((percentile) => (
          <td key={percentile}>{latencyStrings.value(name, found[percentile])}</td>
        ))}
      </tr>
    );
  const seen = sets.seen.filter((name) => group.measures[name] !== undefined);
  return (
    <table className="figures measures" aria-label={latencyStrings.views.percentiles}>
      <thead>
        <tr>
          <th scope="col">{latencyStrings.measure}</th>
          <th scope="col">p50</th>
          <th scope="col">p95</th>
          <th scope="col">p99</th>
        </tr>
      </thead>
      <RowGroup title={latencyStrings.measureGroups.server}>
        {sets.server.map((name) => row(name, group.measures[name]))}
      </RowGroup>
      <RowGroup title={latencyStrings.measureGroups.seen}>
        {seen.length === 0 ? (
          <tr>
            <td colSpan={4} className="figures-note">
              {latencyStrings.nothingSeen}
            </td>
          </tr>
        ) : (
          seen.map((name) => row(name, group.measures[name]))
        )}
      </RowGroup>
      <RowGroup title={latencyStrings.measureGroups.phases}>
        {Object.entries(group.phases)
          .filter(([name]) => name !== 'generation')
          .map(([name, found]) => row(`phase:${name}`, found))}
      </RowGroup>
      <RowGroup title={latencyStrings.measureGroups.tokens}>
        {sets.tokens.map((name) => row(name, group.measures[name]))}
      </RowGroup>
    </table>
  );
}

function RowGroup(props: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={4} className="figures-group">
          {props.title}
        </th>
      </tr>
      {props.children}
    </tbody>
  );
}
