import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';
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
          strings.playground.notMeasured
        ) : (
          <>
            <span>{strings.playground.silence}</span> <b>{figure(before)}</b>{' '}
            <span aria-hidden="true">→</span>
            <span className="fw-visually-hidden">{strings.playground.to}</span>{' '}
            <b data-better="">{figure(after)}</b>
          </>
        )}
      </p>
      <p className="headline-note">
        {simulated ? strings.playground.measuredSimulated : strings.playground.measured}
      </p>
    </div>
  );
}

function figure(durationMs: number | undefined): string {
  return durationMs === undefined ? '–' : strings.latency.seconds(durationMs);
}
