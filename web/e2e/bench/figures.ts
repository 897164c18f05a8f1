import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/** One measure over many runs, compared with its target. */
export interface Figure {
  readonly name: string;
  readonly values: readonly number[];
  /** The maximum of the 95th percentile. */
  readonly maxMs?: number;
}

export const folder = fileURLToPath(new URL('../../../bench/results/', import.meta.url));

/** Saves figures with a description of the machine, and prints them as a table. */
export async function writeFigures(
  name: string,
  browser: string,
  figures: readonly Figure[],
): Promise<void> {
  const rows = figures.map(({ name: figure, values, maxMs }) => {
    const sorted = values.toSorted((a, b) => a - b);
    const p95 = quantile(sorted, 0.95);
    return {
      name: `${figure}, p95 of ${String(values.length)}`,
      value: rounded(p95),
      unit: 'ms',
      p50: rounded(quantile(sorted, 0.5)),
      spread: [rounded(sorted[0] ?? 0), rounded(sorted.at(-1) ?? 0)],
      ...(maxMs === undefined
        ? {}
        : { target: `at most ${String(maxMs)}`, met: values.length > 0 && p95 <= maxMs }),
    };
  });
  const report = { commit: commit(), machine: await machine(browser), figures: rows };
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(report, null, 2)}\n`);
  console.log(JSON.stringify(report.machine));
  console.table(rows);
}

/** The value that this share of all values does not exceed. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

export function commit(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: folder }).toString().trim();
}

export async function machine(browser: string): Promise<object> {
  return {
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    architecture: process.arch,
    kernel: `Linux ${release().split('.').slice(0, 2).join('.')}`,
    node: process.version,
    browser: `Chromium ${browser}`,
    busy_after_percent: await busyPercent(),
  };
}

/** The CPU utilisation of the machine, measured over one second. */
async function busyPercent(): Promise<number> {
  const times = (): { idle: number; all: number } =>
    cpus().reduce(
      ({ idle, all }, { times: each }) => ({
        idle: idle + each.idle,
        all: all + Object.values(each).reduce((sum, value) => sum + value, 0),
      }),
      { idle: 0, all: 0 },
    );
  const before = times();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const after = times();
  return Math.round(100 * (1 - (after.idle - before.idle) / (after.all - before.all)));
}
