import type { SloStatus } from './latency-records.js';

/** How much of the misses that an objective allows is left. */
export interface ErrorBudget {
  readonly slo: SloStatus;
  /** The share of the allowed misses of 24 hours that is left; negative if more turns missed. */
  readonly left: number;
  /** When it is used up, at the pace of the last hour; absent if it is not, or if that is unknown. */
  readonly exhaustedInMs: number | undefined;
}

/** With fewer turns, a share means nothing. */
export const minTurns = 30;
const dayMs = 86_400_000;

/**
 * The error budgets of objectives over 24 hours.
 *
 * @param day how they were met in the last 24 hours
 * @param hour how they were met in the last hour
 */
export function errorBudgets(
  day: readonly SloStatus[],
  hour: readonly SloStatus[],
): readonly ErrorBudget[] {
  return day
    .filter(({ count }) => count >= minTurns)
    .map((slo) => {
      const recent = hour.find(({ name, scope }) => name === slo.name && scope === slo.scope);
      const left = 1 - burnRate(slo);
      const pace = recent === undefined || recent.count < minTurns ? 0 : burnRate(recent);
      // Up to a rate of one, as much is allowed anew as is used.
      return {
        slo,
        left,
        exhaustedInMs: left > 0 && pace > 1 ? (left * dayMs) / pace : undefined,
      };
    });
}

/** How many times faster than allowed turns miss an objective. */
function burnRate({ share, within }: SloStatus): number {
  return (1 - within) / (1 - share);
}
