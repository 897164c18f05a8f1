import type { Spread } from '../client/index.js';

/** What can truthfully be said about the rest of a wait; in whole seconds, never negative. */
export type TimeLeft =
  /** Half of the turns like this one need less, half more, and few much more or less. */
  | { readonly kind: 'about'; readonly seconds: number }
  /** Turns like this one differ too much for one number. */
  | { readonly kind: 'between'; readonly fromSeconds: number; readonly toSeconds: number }
  /** Later than half of the turns like this one. */
  | { readonly kind: 'up to'; readonly seconds: number }
  /** Later than nine of ten. */
  | { readonly kind: 'late' };

/** Two numbers this close, in seconds, or in this ratio, are told as one. */
const maxSpreadSeconds = 3;
const maxSpreadRatio = 1.6;

/**
 * What is left of a wait whose whole length is only known as a spread. Until the median has passed it counts
 * down; from there on a turn that still is not done is one of the slower half, so that the promise is widened to
 * the slower half's whole spread and is not counted down to a nothing that would not come.
 *
 * @param total how long turns like this one took in all
 * @param elapsedMs how long this one has taken
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

/** At least one; from twenty on in steps of five, because nobody can promise more. */
function roundedSeconds(durationMs: number): number {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  return seconds < 20 ? seconds : Math.round(seconds / 5) * 5;
}
