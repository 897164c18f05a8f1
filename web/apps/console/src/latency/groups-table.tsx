import type { ReactNode } from 'react';

import { latencyStrings } from '../shared/latency-strings.js';
import type { Group } from './latency-records.js';

export interface GroupsTableProps {
  readonly label: string;
  readonly groups: readonly Group[];
  /** The measure by which groups are compared. */
  readonly measure: string;
  /** The selected group. */
  readonly name: string | undefined;
  readonly onName: (name: string | undefined) => void;
}

/** Compares groups of turns. Selecting one shows its figures alone. */
export function GroupsTable(props: GroupsTableProps): ReactNode {
  const { label, groups, measure, name, onName } = props;
  return (
    <div className="wide" role="region" aria-label={label} tabIndex={0}>
      <table className="figures" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{label}</th>
            <th scope="col">p50</th>
            <th scope="col">p95</th>
            <th scope="col">p99</th>
            <th scope="col">{latencyStrings.turns}</th>
            <th scope="col">{latencyStrings.goodput}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => {
            const found = group.measures[measure] ?? group.phases[measure.replace(/^phase:/, '')];
            const chosen = group.name === name;
            return (
              <tr key={group.name} data-chosen={chosen ? '' : undefined}>
                <th scope="row">
                  <button
                    type="button"
                    className="row-button"
                    aria-pressed={chosen}
                    onClick={() => {
                      onName(chosen ? undefined : group.name);
                    }}
                  >
                    {group.name}
                  </button>
                </th>
                {(['p50', 'p95', 'p99'] as const).map((percentile) => (
                  <td key={percentile}>
                    {found === undefined ? '–' : latencyStrings.value(measure, found[percentile])}
                  </td>
                ))}
                <td>{latencyStrings.count(group.turns)}</td>
                <td>{group.goodput === undefined ? '–' : latencyStrings.percent(group.goodput)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
