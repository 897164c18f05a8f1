import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { commit, folder, machine, quantile, rounded } from '../figures.js';

/** One row of the table: a measure and its value for each contender. */
export interface Line {
  readonly name: string;
  readonly unit: string;
  readonly of: Readonly<Record<string, Values | string>>;
}

type Values = readonly number[];

/** Updates one part of `stacks.json`, keeps the other, and prints the rows. */
export async function writePart(
  part: 'timings' | 'faults',
  browser: string,
  conditions: string,
  lines: readonly Line[],
): Promise<void> {
  const file = `${folder}${process.env['RESULT'] ?? 'stacks'}.json`;
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
  const figures = lines.map(({ name, unit, of }) => ({
    name,
    unit,
    ...Object.fromEntries(Object.entries(of).map(([who, value]) => [who, summary(value)])),
  }));
  const report = { commit: commit(), machine: await machine(browser), conditions, figures };
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...kept, [part]: report }, null, 2)}\n`);
  console.log(JSON.stringify(report.machine));
  console.table(
    Object.fromEntries(
      lines.map(({ name, unit, of }) => [
        `${name} (${unit})`,
        Object.fromEntries(Object.entries(of).map(([who, value]) => [who, formatted(value)])),
      ]),
    ),
  );
}

function summary(value: Values | string): object | string {
  if (typeof value === 'string') return value;
  if (value.length === 0) return 'never';
  const sorted = value.toSorted((a, b) => a - b);
  return {
    runs: value.length,
    p50: rounded(quantile(sorted, 0.5)),
    p95: rounded(quantile(sorted, 0.95)),
    values: value.map(rounded),
  };
}

function formatted(value: Values | string): string {
  if (typeof value === 'string') return value;
  if (value.length === 0) return 'never';
  const sorted = value.toSorted((a, b) => a - b);
  return `${String(rounded(quantile(sorted, 0.5)))} / ${String(rounded(quantile(sorted, 0.95)))}`;
}
