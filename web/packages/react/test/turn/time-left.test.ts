import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { timeLeft } from '../../src/turn/time-left.js';

const steady = { p10: 10_500, p50: 12_000, p90: 13_500 };
const wide = { p10: 4_000, p50: 12_000, p90: 40_000 };

describe('timeLeft', () => {
  it('shows one number for turns that differ little', () => {
    expect(timeLeft(steady, 0)).toEqual({ kind: 'about', seconds: 12 });
  });

  it('counts down', () => {
    expect(timeLeft(steady, 3_000)).toEqual({ kind: 'about', seconds: 9 });
    expect(timeLeft(steady, 11_000)).toEqual({ kind: 'about', seconds: 1 });
  });

  it('shows a range for turns that differ', () => {
    expect(timeLeft(wide, 0)).toEqual({ kind: 'between', fromSeconds: 4, toSeconds: 40 });
  });

  it('uses the median as the lower end if the server sends none', () => {
    const told = { p50: 12_000, p90: 40_000 };

    expect(timeLeft(told, 2_000)).toEqual({ kind: 'between', fromSeconds: 10, toSeconds: 40 });
  });

  it('widens once the median has passed, and is not counted down from there', () => {
    expect(timeLeft(wide, 12_000)).toEqual({ kind: 'up to', seconds: 30 });
    expect(timeLeft(wide, 39_000)).toEqual({ kind: 'up to', seconds: 30 });
  });

  it('promises nothing once nine out of ten turns would be done', () => {
    expect(timeLeft(steady, 13_500)).toEqual({ kind: 'late' });
  });

  it('rounds long waits to what can be promised', () => {
    expect(timeLeft({ p10: 90_000, p50: 98_000, p90: 110_000 }, 0)).toEqual({
      kind: 'about',
      seconds: 100,
    });
  });

  it('is never negative or empty, whatever the spread and however late', () => {
    const durations = fc.tuple(fc.nat(100_000), fc.nat(100_000), fc.nat(100_000));
    fc.assert(
      fc.property(durations, fc.nat(300_000), (unordered, elapsedMs) => {
        const [p10 = 0, p50 = 0, p90 = 0] = [...unordered].sort((a, b) => a - b);
        const left = timeLeft({ p10, p50, p90 }, elapsedMs);

        if (left.kind === 'between') {
          expect(left.fromSeconds).toBeGreaterThanOrEqual(1);
          expect(left.toSeconds).toBeGreaterThan(left.fromSeconds);
        } else if (left.kind !== 'late') {
          expect(left.seconds).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });
});
