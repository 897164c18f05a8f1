import type { ToolWaitEvent } from '../client/index.js';
import type { Labels } from '../labels/labels.js';
import type { ToolCallView } from '../turn/turn-view.js';
import { secondMs } from './use-elapsed-time.js';

/** From here on a call is longer than usual, which is worth an announcement. */
const latePercent = 80;

/** Whether a call runs for longer than most of its kind. */
export function isLate({ state, wait }: Pick<ToolCallView, 'state' | 'wait'>): boolean {
  return state === 'running' && wait !== undefined && wait.longer_than_percent >= latePercent;
}

/** What is usual for a running call, in words; undefined if nothing is known. */
export function toolWaitText(
  { state, wait }: Pick<ToolCallView, 'state' | 'wait'>,
  labels: Labels,
): string | undefined {
  // An event that lacks what it should have says nothing.
  const isComplete =
    typeof (wait as Partial<ToolWaitEvent> | undefined)?.typical_ms?.p80 === 'number';
  return state === 'running' && wait !== undefined && isComplete ? textOf(wait, labels) : undefined;
}

function textOf(wait: ToolWaitEvent, labels: Labels): string {
  const { longer_than_percent: longerThanPercent, remaining_ms: remainingMs, samples } = wait;
  const { elapsed_ms: elapsedMs, typical_ms: typicalMs } = wait;
  if (longerThanPercent >= 100) {
    const times = Math.floor(elapsedMs / typicalMs.max);
    // More than a few times as long as a moment is nothing to wonder at.
    return times >= 2 && typicalMs.max >= secondMs
      ? labels.toolTimesLongest(times)
      : labels.toolLongest(samples);
  }
  if (longerThanPercent >= latePercent) return labels.toolLongerThan(longerThanPercent);
  if (remainingMs !== undefined) return labels.toolUsuallyLeft(wholeSeconds(remainingMs));
  return longerThanPercent > 0
    ? labels.toolLongerThan(longerThanPercent)
    : labels.toolUsually(wholeSeconds(typicalMs.p80));
}

/** Rounds up, so that it never promises less than was measured. */
function wholeSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / secondMs));
}
