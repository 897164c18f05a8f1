import type { HistoryPoint } from './latency-records.js';

/** The columns of a chart: seconds, then p50, p95 and p99; null for slices without turns. */
export type ChartData = [
  at: number[],
  p50: (number | null)[],
  p95: (number | null)[],
  p99: (number | null)[],
];

/**
 * Places a history on an even time grid, so that a slice without turns is a gap and not a line across it.
 *
 * @param nowMs a time within the newest slice
 */
export function chartData(
  points: readonly HistoryPoint[],
  stepMs: number,
  windowMs: number,
  nowMs: number,
): ChartData {
  const byStart = new Map(points.map((point) => [slice(Date.parse(point.at), stepMs), point]));
  const newest = Math.max(slice(nowMs, stepMs), ...byStart.keys());
  const count = Math.max(2, Math.round(windowMs / stepMs));
  const data: ChartData = [[], [], [], []];
  for (let start = newest - (count - 1) * stepMs; start <= newest; start += stepMs) {
    const point = byStart.get(start);
    data[0].push(start / 1_000);
    data[1].push(point?.p50 ?? null);
    data[2].push(point?.p95 ?? null);
    data[3].push(point?.p99 ?? null);
  }
  return data;
}

function slice(atMs: number, stepMs: number): number {
  return Math.floor(atMs / stepMs) * stepMs;
}
