'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { secondMs, useElapsedTime } from './use-elapsed-time.js';

/**
 * Between two changes of a clock. Whole seconds would leave the screen without a change for over a second whenever
 * a tick is late. Half of one is calm enough to read next to.
 */
const tickMs = 500;

export interface RunningClockProps {
  /** The class of a note in the line that it is part of. */
  readonly className: string;
  /** How long it had taken at its newest event. */
  readonly elapsedMs: number;
  /** Shows nothing before. */
  readonly fromMs?: number;
  /** True in a button, whose name must not change: assistive technology does not find the clock. */
  readonly silent?: boolean;
}

/** How long something has been in progress. Assistive technology reads it on request, never by itself. */
export function RunningClock(props: RunningClockProps): ReactNode {
  const { className, elapsedMs, fromMs = 0, silent = false } = props;
  const labels = useLabels();
  const seconds = useElapsedTime(elapsedMs, tickMs) / secondMs;
  return seconds * secondMs < fromMs ? null : (
    <span
      className={`${className} fw-thinking-clock`}
      data-minutes={seconds < 60 ? undefined : ''}
      role="timer"
      aria-live="off"
      aria-hidden={silent || undefined}
    >
      <bdi>{labels.elapsed(seconds)}</bdi>
    </span>
  );
}
