import type { Spread } from '../client/index.js';

/** The remaining time of a wait, in whole seconds, never negative. */
export type TimeLeft =
  /** Comparable turns differ little from this. */
  | { readonly kind: 'about'; readonly seconds: number }
  /** Comparable turns differ too much for one number. */
  | { readonly kind: 'between'; readonly fromSeconds: number; readonly toSeconds: number }
  /** Slower than half of the comparable turns. */
  | { readonly kind: 'up to'; readonly seconds: number }
  /** Slower than nine out of ten comparable turns. */
  | { readonly kind: 'late' };

/** Two numbers within this difference, in seconds, or this ratio are shown as one. */
const maxSpreadSeconds = 3;
const maxSpreadRatio = 1.6;

/**
 * Estimates the remaining time of a wait from the distribution of its total. It counts down until the median
 * has passed. From there on the turn is one of the slower half, so that the estimate widens to the spread of
 * that half instead of counting down to zero.
 *
 * @param total the total durations of comparable turns
 * @param elapsedMs how long this one has taken so far
 */
export function timeLeft(total: Spread, elapsedMs: number): TimeLeft {
  const { p50, p90 } = total;
  if (elapsedMs >= p90) {
    return { kind: 'late' };
  }
  if (elapsedMs >= p50) {
    return { kind: 'up to', seconds: roundedSeconds(p90 - p50) };
  }
  const fromSeconds = roundedSeconds((total.p10 ?? p50) - elapsedMs);
  const toSeconds = roundedSeconds(p90 - elapsedMs);
  const narrow =
    toSeconds - fromSeconds <= maxSpreadSeconds || toSeconds <= fromSeconds * maxSpreadRatio;
  return narrow
    ? { kind: 'about', seconds: roundedSeconds(p50 - elapsedMs) }
    : { kind: 'between', fromSeconds, toSeconds };
}

/** At least one second; from 20 on in steps of five, since the estimate is no more precise than that. */
function roundedSeconds(durationMs: number): number {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  return seconds < 20 ? seconds : Math.round(seconds / 5) * 5;
}
