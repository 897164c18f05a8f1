/** A history in slices of time. */
export interface Slices<Point> {
  readonly step_ms: number;
  readonly points: readonly Point[];
}

/**
 * A value for each slice of a window, oldest first; undefined where a slice has no turns.
 *
 * @param nowMs a time within the newest slice
 */
export function onGrid<Point extends { readonly at: string }>(
  { step_ms: stepMs, points }: Slices<Point>,
  windowMs: number,
  nowMs: number,
  valueOf: (point: Point) => number,
): readonly (number | undefined)[] {
  const slice = (atMs: number): number => Math.floor(atMs / stepMs);
  const bySlice = new Map(points.map((point) => [slice(Date.parse(point.at)), valueOf(point)]));
  const newest = Math.max(slice(nowMs), ...bySlice.keys());
  const count = Math.max(2, Math.round(windowMs / stepMs));
  return Array.from({ length: count }, (_, index) => bySlice.get(newest - count + 1 + index));
}
