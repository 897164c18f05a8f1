import type { History } from './latency-records.js';

/** A cell of a heat map: the turns of one slice of time in one bin. */
export interface HeatCell {
  /** Counts from the oldest slice. */
  readonly column: number;
  /** Counts from the lowest bin. */
  readonly row: number;
  readonly count: number;
}

export interface HeatMapData {
  /** When each column begins, in milliseconds since the epoch. */
  readonly starts: readonly number[];
  /** The bounds of the rows, ascending: one more than there are rows. */
  readonly bounds: readonly number[];
  readonly cells: readonly HeatCell[];
  readonly maxCount: number;
  readonly turns: number;
}

/**
 * Places a history on an even time grid. Slices without turns stay empty.
 *
 * @param nowMs a time within the newest slice
 */
export function heatMapData(history: History, windowMs: number, nowMs: number): HeatMapData {
  const { bins: bounds, points, step_ms: stepMs } = history;
  const slice = (atMs: number): number => Math.floor(atMs / stepMs);
  const newest = Math.max(slice(nowMs), ...points.map(({ at }) => slice(Date.parse(at))));
  const columns = Math.max(2, Math.round(windowMs / stepMs));
  const oldest = newest - columns + 1;
  const cells = points.flatMap(({ at, counts }) => {
    const column = slice(Date.parse(at)) - oldest;
    return column < 0
      ? []
      : counts.flatMap((count, row) => (count > 0 ? [{ column, row, count }] : []));
  });
  return {
    starts: Array.from({ length: columns }, (_, index) => (oldest + index) * stepMs),
    bounds,
    cells,
    maxCount: Math.max(1, ...cells.map(({ count }) => count)),
    turns: cells.reduce((sum, { count }) => sum + count, 0),
  };
}

/** Where a value is between the lowest bound (0) and the highest (the number of rows); else undefined. */
export function rowOf(value: number, bounds: readonly number[]): number | undefined {
  const next = bounds.findIndex((bound) => bound >= value);
  const upper = bounds[next];
  const lower = bounds[next - 1];
  if (upper === undefined || lower === undefined) return undefined;
  return next - 1 + (value - lower) / (upper - lower);
}
