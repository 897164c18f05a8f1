import type { ReactNode } from 'react';

import { latencyStrings } from '../shared/latency-strings.js';
import { latencyWords } from '../shared/latency-words.js';
import type { Evidence } from './latency-records.js';

interface Figure {
  readonly label: string;
  readonly values: readonly { readonly at: string; readonly evidence: Evidence }[];
}

/** The figures behind an answer, each with the limit it is compared with. */
export function EvidenceList({ evidence }: { readonly evidence: readonly Evidence[] }): ReactNode {
  return evidence.length === 0 ? null : (
    <ul className="evidence" aria-label={latencyStrings.diagnosis.evidence}>
      {figuresOf(evidence).map(({ label, values }) => (
        <li key={label}>
          {label}
          {values.map(({ at, evidence: { name, value, limit } }) => (
            <span key={name}>
              {' '}
              {at} <b>{figureOf(name, value)}</b>
              {limit !== undefined && ` (${latencyStrings.diagnosis.limit(figureOf(name, limit))})`}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}

const percentileName = /^(.*?),? (p\d\d)(?: ms)?$/;
const timeName = /_ms\b| ms$|^wait |^first text seen/;
const ratioName = /\/|^ratio|times/;

/** The percentiles of one figure in one line. */
function figuresOf(evidence: readonly Evidence[]): readonly Figure[] {
  const figures = new Map<string, Figure>();
  for (const each of evidence) {
    const [, base = each.name, at = ''] = ratioName.test(each.name)
      ? []
      : (percentileName.exec(each.name) ?? []);
    const label = labelOf(base);
    const before = figures.get(label)?.values ?? [];
    figures.set(label, { label, values: [...before, { at, evidence: each }] });
  }
  return [...figures.values()];
}

function labelOf(name: string): string {
  const words = name.replace(/^[a-z_]+_ms\b/, (measure) => latencyStrings.measureName(measure));
  return words.charAt(0).toUpperCase() + words.slice(1).replace(/ ms$/, '');
}

function figureOf(name: string, value: number): string {
  if (ratioName.test(name)) return latencyStrings.number(value);
  if (timeName.test(name)) return latencyWords.time(value);
  return /share|^goodput/.test(name) ? latencyStrings.percent(value) : latencyStrings.number(value);
}
