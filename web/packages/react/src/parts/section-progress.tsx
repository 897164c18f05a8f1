'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import type { TurnView } from '../turn/turn-view.js';

export interface SectionProgressProps {
  readonly turn: TurnView;
  /** The number of sections, if it is known before the first one starts. */
  readonly expected?: number | undefined;
}

/** Progress in sections: a short bar for each, and the count in words. */
export function SectionProgress({ turn, expected = 0 }: SectionProgressProps): ReactNode {
  const labels = useLabels();
  const count = turn.sectionCount === 0 ? expected : turn.sectionCount;
  if (count === 0) {
    return null;
  }
  const states = new Map(turn.sections.map(({ index, state }) => [index, state]));
  const complete = turn.sections.filter(({ state }) => state === 'complete').length;
  return (
    <div className="fw-section-progress" data-complete={complete} data-count={count}>
      <span className="fw-section-bars" aria-hidden="true">
        {Array.from({ length: count }, (_, index) => (
          <span key={index} className="fw-section-bar" data-state={states.get(index + 1)} />
        ))}
      </span>
      <span className="fw-section-count">{labels.sectionProgress(complete, count)}</span>
    </div>
  );
}
