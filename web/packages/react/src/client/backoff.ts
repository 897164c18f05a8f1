/** How the delay between two attempts grows. */
export interface BackoffPolicy {
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  /** Consecutive failed attempts after which the client gives up. */
  readonly maxAttempts: number;
}

/**
 * The first retry comes within 250 ms; the client gives up after about 40 seconds of consecutive failures.
 */
export const defaultBackoff: BackoffPolicy = {
  initialDelayMs: 250,
  maxDelayMs: 8_000,
  maxAttempts: 9,
};

/**
 * The delay before an attempt: exponential, with the upper half random, so that clients disconnected by the
 * same fault do not reconnect in step.
 *
 * @param failures consecutive failures so far, at least 1
 * @param random a number from 0 up to 1
 */
export function backoffMs(policy: BackoffPolicy, failures: number, random: number): number {
  const ceilingMs = Math.min(policy.maxDelayMs, policy.initialDelayMs * 2 ** (failures - 1));
  return ceilingMs * (0.5 + random / 2);
}
