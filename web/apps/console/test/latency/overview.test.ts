import { describe, expect, it } from 'vitest';

import { errorBudgets } from '../../src/latency/error-budget.js';
import { firstTextParts } from '../../src/latency/first-text-parts.js';
import { heatMapData, rowOf } from '../../src/latency/heat-map-data.js';
import type { SloStatus, TurnWaterfall } from '../../src/latency/latency-records.js';
import { onGrid } from '../../src/latency/time-grid.js';

const hourMs = 3_600_000;

describe('where the time to the first text goes', () => {
  const span = (name: string, startMs: number, durationMs: number, critical = true) => ({
    name,
    start_ms: startMs,
    duration_ms: durationMs,
    state: 'finished',
    critical,
  });
  const turn = (ttftMs: number | undefined, spans: TurnWaterfall['spans']): TurnWaterfall => ({
    turn_id: 'turn_1',
    ended_at: '2026-11-25T21:00:00Z',
    tenant: 'local',
    profile: 'chat',
    outcome: 'done',
    total_ms: 5_000,
    silence_ms: 0,
    attempts: [],
    spans,
    ...(ttftMs === undefined ? {} : { ttft_ms: ttftMs }),
  });

  it('is its critical path, cut off at the first text', () => {
    const parts = firstTextParts(
      turn(900, [
        span('history', 10, 190),
        span('search', 20, 40, false),
        span('model', 200, 700),
        span('generation', 900, 4_000),
      ]),
    );

    expect(parts).toEqual([
      { name: 'other', durationMs: 10 },
      { name: 'history', durationMs: 190 },
      { name: 'model', durationMs: 700 },
    ]);
  });

  it('adds up to the time to first text, also where phases overlap or pause', () => {
    const parts = firstTextParts(
      turn(1_000, [span('history', 0, 300), span('prompt', 200, 200), span('model', 500, 300)]),
    );

    expect(parts.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBe(1_000);
    expect(parts).toContainEqual({ name: 'prompt', durationMs: 100 });
    expect(parts).toContainEqual({ name: 'other', durationMs: 300 });
  });

  it('is nothing for a turn without text', () => {
    expect(firstTextParts(turn(undefined, [span('history', 0, 300)]))).toEqual([]);
  });
});

describe('an error budget', () => {
  const level = (within: number, count = 1_000): SloStatus => ({
    name: 'ttft',
    scope: 'all',
    measure: 'ttft_ms',
    share: 0.95,
    limit: 3_000,
    count,
    within,
    state: 'met',
  });

  it('is what is left of the misses that the objective allows', () => {
    const [budget] = errorBudgets([level(0.98)], []);

    expect(budget?.left).toBeCloseTo(0.6);
    expect(budget?.exhaustedInMs).toBeUndefined();
  });

  it('is used up at the pace of the last hour, if that is faster than allowed', () => {
    const [fast] = errorBudgets([level(0.975)], [level(0.8)]);
    const [slow] = errorBudgets([level(0.975)], [level(0.96)]);

    expect((fast?.exhaustedInMs ?? 0) / hourMs).toBeCloseTo(3);
    expect(slow?.exhaustedInMs).toBeUndefined();
  });

  it('is negative after too many misses, and unknown with few turns', () => {
    expect(errorBudgets([level(0.9)], [level(0.5)])[0]).toMatchObject({
      exhaustedInMs: undefined,
    });
    expect(errorBudgets([level(0.9)], [])[0]?.left).toBeLessThan(0);
    expect(errorBudgets([level(0.9, 29)], [])).toEqual([]);
  });
});

describe('a heat map', () => {
  const now = Date.parse('2026-11-25T21:07:00Z');
  const history = {
    measure: 'ttft_ms',
    step_ms: 300_000,
    bins: [300, 500, 700],
    points: [
      { at: '2026-11-25T20:15:00Z', count: 3, p50: 400, p95: 600, p99: 600, counts: [2, 1] },
      { at: '2026-11-25T21:05:00Z', count: 1, p50: 600, p95: 600, p99: 600, counts: [0, 1] },
    ],
  };

  it('has a column for each slice, and a cell only where there are turns', () => {
    const data = heatMapData(history, hourMs, now);

    expect(data.starts).toHaveLength(12);
    expect(data.cells).toEqual([
      { column: 1, row: 0, count: 2 },
      { column: 1, row: 1, count: 1 },
      { column: 11, row: 1, count: 1 },
    ]);
    expect(data).toMatchObject({ maxCount: 2, turns: 4 });
  });

  it('leaves out slices that are older than the window', () => {
    expect(heatMapData(history, 600_000, now).cells).toEqual([{ column: 1, row: 1, count: 1 }]);
  });

  it('places a value between the bounds of its row', () => {
    expect(rowOf(600, [300, 500, 700])).toBe(1.5);
    expect(rowOf(300, [300, 500, 700])).toBeUndefined();
    expect(rowOf(9_000, [300, 500, 700])).toBeUndefined();
  });

  it('shares its grid with the sparklines, which have gaps', () => {
    const values = onGrid(history, hourMs, now, ({ p50 }) => p50);

    expect(values).toHaveLength(12);
    expect(values[1]).toBe(400);
    expect(values[2]).toBeUndefined();
    expect(values[11]).toBe(600);
  });
});
