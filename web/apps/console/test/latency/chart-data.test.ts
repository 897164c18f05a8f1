import { describe, expect, it } from 'vitest';

import { chartData } from '../../src/latency/chart-data.js';

const minute = 60_000;
const noon = Date.parse('2026-11-26T12:00:00Z');

function point(minutesAfterNoon: number) {
  const at = new Date(noon + minutesAfterNoon * minute).toISOString();
  return { at, count: 4, p50: 100, p95: 200, p99: 300 };
}

describe('chartData', () => {
  it('leaves a gap for a slice without turns', () => {
    const [, p50] = chartData([point(0), point(2)], minute, 3 * minute, noon + 2.5 * minute);

    expect(p50).toEqual([100, null, 100]);
  });

  it('extends to the current slice, even without measurements', () => {
    const [at, p50] = chartData([point(0)], minute, 3 * minute, noon + 2.5 * minute);

    expect(at.at(-1)).toBe((noon + 2 * minute) / 1_000);
    expect(p50).toEqual([100, null, null]);
  });

  it('shows the newest slice of a server whose clock is ahead', () => {
    const [at, , , p99] = chartData([point(5)], minute, 3 * minute, noon);

    expect(at).toHaveLength(3);
    expect(p99.at(-1)).toBe(300);
  });

  it('has an even grid without any data', () => {
    const [at, p50] = chartData([], minute, 10 * minute, noon);

    expect(at).toHaveLength(10);
    expect(p50.every((value) => value === null)).toBe(true);
  });
});
