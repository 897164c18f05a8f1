import {
  AssistantMessage,
  type ChatMessage,
  ConnectionNotice,
  FailureNotice,
  PhaseNotes,
  QuickSummary,
  ShimmerSkeleton,
  SlowNotice,
  Sources,
  type Turn,
} from '@firstword/react';
import type { ProfileSummary } from '@firstword/react/client';
import type { ReactNode } from 'react';

import { useStalled } from '../chat/use-stalled.js';
import { strings } from '../shared/strings.js';
import { studioStrings } from '../shared/studio-strings.js';
import { type Brief, briefOf } from './brief-request.js';
import { ProposalHead } from './proposal-head.js';
import { StoppedNotice } from './stopped-notice.js';

export interface ProposalProps {
  readonly turn: Turn;
  readonly answer: ChatMessage;
  readonly profile: ProfileSummary;
  /** Removes this proposal, so that a new one can be started. */
  readonly onNew: () => void;
}

/** Lines below each heading of the placeholder: about the length of a section. */
const sectionLines: readonly number[] = [98, 100, 94, 100, 96, 61];

/** A proposal in any state: its placeholder, its summary, its sections as they are written. */
export function Proposal({ turn, answer, profile, onNew }: ProposalProps): ReactNode {
  const { request, connection, active } = turn;
  const stalled = useStalled(answer);
  const sections = profile.sections?.length;
  const again = request === undefined ? undefined : turn.retry;
  return (
    <section className="proposal" aria-label={studioStrings.proposal}>
      <ProposalHead
        turn={turn}
        answer={answer}
        title={titleOf(profile, briefOf(request))}
        sections={sections}
        onNew={onNew}
      />
      <ConnectionNotice connection={active ? connection : 'open'} />
      {active && connection === 'open' && (
        <>
          <SlowNotice turn={turn.turn} />
          {stalled && (
            <div className="fw-notice" data-kind="slow">
              <p>{strings.stalled}</p>
            </div>
          )}
        </>
      )}
      <QuickSummary turn={turn.turn} expected={sections !== undefined} />
      <AssistantMessage
        message={answer}
        shape={<ShimmerSkeleton sections={sections} lines={sectionLines} />}
      >
        <Sources turn={turn.turn} />
        <PhaseNotes turn={turn.turn} />
        {answer.failure !== undefined && (
          <FailureNotice
            failure={answer.failure}
            onRetry={again}
            onContinue={turn.continuable ? turn.continueAnswer : undefined}
          />
        )}
        {answer.state === 'cancelled' && (
          <StoppedNotice
            answer={answer}
            onRetry={again}
            onContinue={turn.continuable ? turn.continueAnswer : undefined}
          />
        )}
      </AssistantMessage>
    </section>
  );
}

/** The title of a proposal is the first value of its brief: the client. */
function titleOf(profile: ProfileSummary, brief: Brief): string {
  const first = profile.inputs?.[0]?.name ?? '';
  const value = brief[first];
  return value === undefined ? studioStrings.proposal : studioStrings.proposalFor(value);
}
