import type { ReactNode } from 'react';

import { playgroundStrings } from '../shared/playground-strings.js';
import { latencyWords } from '../shared/latency-words.js';
import { type Lane, silenceMs } from './lanes.js';
import type { Side } from './use-comparison.js';

export interface HeadlineProps {
  readonly lanes: Readonly<Record<Side, Lane>>;
  readonly simulated: boolean;
}

/** The one number: the longest silence of both sides. */
export function Headline({ lanes, simulated }: HeadlineProps): ReactNode {
  const before = silenceMs(lanes.plain);
  const after = silenceMs(lanes.firstword);
  return (
    <div className="headline">
      <p className="headline-figures" role="timer">
        {before === undefined && after === undefined ? (
          playgroundStrings.notMeasured
        ) : (
          <>
            <span>{playgroundStrings.silence}</span> <b>{figure(before)}</b>{' '}
            <span aria-hidden="true">→</span>
            <span className="fw-visually-hidden">{playgroundStrings.to}</span>{' '}
            <b data-better="">{figure(after)}</b>
          </>
        )}
      </p>
      <p className="headline-note">
        {simulated ? playgroundStrings.measuredSimulated : playgroundStrings.measured}
      </p>
    </div>
  );
}

function figure(durationMs: number | undefined): string {
  return durationMs === undefined ? '–' : latencyWords.seconds(durationMs);
}
