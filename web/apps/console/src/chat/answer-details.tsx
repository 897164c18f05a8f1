import type { TurnView } from '@firstword/react';
import type { ReactNode } from 'react';

import { barsOf, Waterfall } from '../latency/waterfall.js';
import { InternalLink } from '../shared/internal-link.js';
import { latencyPath } from '../shared/routes.js';
import { latencyWords } from '../shared/latency-words.js';

export interface AnswerDetailsProps {
  readonly turn: TurnView;
  readonly onOpen: (path: string) => void;
}

/** Where the time of an answer went, for operators. Loaded on demand. */
export function AnswerDetails({ turn, onOpen }: AnswerDetailsProps): ReactNode {
  return (
    <>
      <Waterfall label={latencyWords.whereTimeWent} bars={barsOf(turn)} />
      {turn.turnId !== undefined && (
        <InternalLink path={latencyPath('turns', turn.turnId)} onOpen={onOpen}>
          {latencyWords.whole}
        </InternalLink>
      )}
    </>
  );
}
