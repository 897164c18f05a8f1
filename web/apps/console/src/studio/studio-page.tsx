import { TurnStatus, usePrepare, useTurn } from '@firstword/react';
import type { FirstwordClient, ProfileSummary } from '@firstword/react/client';
import { type ReactNode, useCallback, useLayoutEffect, useRef } from 'react';

import { studioPath } from '../shared/routes.js';
import { Unavailable } from '../shared/unavailable.js';
import { studioStrings } from '../shared/studio-strings.js';
import { BriefForm } from './brief-form.js';
import { type Brief, briefOf, requestOf } from './brief-request.js';
import { Proposal } from './proposal.js';
import { ProposalPreview } from './proposal-preview.js';

export interface StudioPageProps {
  readonly client: FirstwordClient;
  /** The server's profile for proposals. */
  readonly profile: ProfileSummary;
  readonly turnId: string | undefined;
  /** Called with the path of a proposal that has just started, or of none. */
  readonly onUrlChange: (path: string) => void;
  readonly onOpen: (path: string) => void;
}

/** The proposal studio: a brief on one side, and the proposal written from it on the other. */
export function StudioPage(props: StudioPageProps): ReactNode {
  const { client, profile, turnId, onUrlChange, onOpen } = props;
  const onTurn = useCallback(
    (id: string) => {
      onUrlChange(studioPath(id));
    },
    [onUrlChange],
  );
  const turn = useTurn({ client, name: profile.name, turnId, onTurn });
  const prepare = usePrepare({ client, profile: profile.name });
  const { start, reset } = turn;

  const studio = useRef<HTMLDivElement>(null);
  const answerKey = turn.answer?.key;

  useLayoutEffect(() => {
    // If the brief is above the proposal, a user who starts one wants to see it rather than the brief.
    const proposal = studio.current?.querySelector('.proposal');
    const below = (proposal?.getBoundingClientRect().top ?? 0) > window.innerHeight / 2;
    if (answerKey !== undefined && below) proposal?.scrollIntoView();
  }, [answerKey]);
  const write = useCallback((brief: Brief) => start(requestOf(profile, brief)), [start, profile]);
  const startOver = useCallback(() => {
    reset();
    onUrlChange(studioPath());
  }, [reset, onUrlChange]);

  if (turn.state === 'missing') {
    return (
      <Unavailable
        title={studioStrings.missingTitle}
        text={studioStrings.missingText}
        label={studioStrings.new}
        path={studioPath()}
        onOpen={(path) => {
          reset();
          onOpen(path);
        }}
      />
    );
  }
  return (
    <div ref={studio} className="studio" data-state={turn.state}>
      <BriefForm
        profile={profile}
        submitted={briefOf(turn.request)}
        active={turn.active}
        onWrite={write}
        onFocus={() => {
          prepare.onFieldFocus('');
        }}
      />
      {turn.answer === undefined ? (
        <ProposalPreview profile={profile} />
      ) : (
        <Proposal turn={turn} answer={turn.answer} profile={profile} onNew={startOver} />
      )}
      <TurnStatus messages={turn.answer === undefined ? [] : [turn.answer]} />
    </div>
  );
}
