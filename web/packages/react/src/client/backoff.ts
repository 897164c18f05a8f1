/** How the wait between two attempts grows. */
export interface BackoffPolicy {
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  /** Attempts in a row that may fail before the client gives up. */
  readonly maxAttempts: number;
}

/** Gives up after about 40 seconds of failures in a row, the first retry within a quarter of a second. */
export const defaultBackoff: BackoffPolicy = {
  initialDelayMs: 250,
  maxDelayMs: 8_000,
  maxAttempts: 9,
};

/**
 * The wait before an attempt: doubling, with the upper half random, so that readers cut off by the same
 * fault do not return in step.
 *
 * @param failures failures in a row so far, at least 1
 * @param random a number from 0 up to 1
 */
export function backoffMs(policy: BackoffPolicy, failures: number, random: number): number {
  const ceilingMs = Math.min(policy.maxDelayMs, policy.initialDelayMs * 2 ** (failures - 1));
  return ceilingMs * (0.5 + random / 2);
}
