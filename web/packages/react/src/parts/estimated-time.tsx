'use client';

import { type ReactNode, useEffect, useState } from 'react';

import type { Spread } from '../client/index.js';
import type { Labels } from '../labels/labels.js';
import { useLabels } from '../labels/use-labels.js';
import { type TimeLeft, timeLeft } from '../turn/time-left.js';
import type { TurnView } from '../turn/turn-view.js';

export interface EstimatedTimeProps {
  readonly turn: TurnView;
  /** When the wait started, in milliseconds since the epoch; without it, nothing is shown. */
  readonly startedAtMs: number | undefined;
}

const tickMs = 1_000;

/**
 * The expected remaining time, from the durations of comparable turns. It counts down, is never negative, and
 * widens when the answer is late. It has the role `timer`: assistive technology reads it on request, never by
 * itself.
 */
export function EstimatedTime({ turn, startedAtMs }: EstimatedTimeProps): ReactNode {
  const total = turn.estimate?.totalMs;
  return total === undefined || startedAtMs === undefined || turn.status === 'ended' ? null : (
    <Countdown total={total} startedAtMs={startedAtMs} />
  );
}

function Countdown(props: { readonly total: Spread; readonly startedAtMs: number }): ReactNode {
  const { total, startedAtMs } = props;
  const labels = useLabels();
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNowMs(Date.now());
    }, tickMs);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const left = timeLeft(total, Math.max(0, nowMs - startedAtMs));
  return (
    // A new element for a new kind of sentence: measurements ignore a clock that only ticks.
    <span key={left.kind} className="fw-estimate" role="timer" data-kind={left.kind}>
      {sentence(left, labels)}
    </span>
  );
}

function sentence(left: TimeLeft, labels: Labels): string {
  switch (left.kind) {
    case 'about':
      return labels.aboutSeconds(left.seconds);
    case 'between':
      return labels.betweenSeconds(left.fromSeconds, left.toSeconds);
    case 'up to':
      return labels.upToSeconds(left.seconds);
    case 'late':
      return labels.laterThanUsual;
  }
}
