import {
  CancelButton,
  type ChatMessage,
  CopyButton,
  EstimatedTime,
  SectionProgress,
  ThinkingIndicator,
  type Turn,
} from '@firstword/react';
import type { ReactNode } from 'react';

import { LatencyLine } from '../chat/latency-line.js';
import { studioStrings } from '../shared/studio-strings.js';
import { download, fileNameOf } from './download.js';

export interface ProposalHeadProps {
  readonly turn: Turn;
  readonly answer: ChatMessage;
  readonly title: string;
  /** The number of sections, if it is known in advance. */
  readonly sections: number | undefined;
  readonly onNew: () => void;
}

/**
 * The sticky header of a proposal: its progress while it is written, then its actions. Its height is the same
 * in every state, so that nothing below it moves.
 */
export function ProposalHead(props: ProposalHeadProps): ReactNode {
  const { turn, answer, title, sections, onNew } = props;
  const { text } = answer;
  return (
    <header className="proposal-head">
      <div className="proposal-title">
        <h3>{title}</h3>
        {turn.active ? (
          <CancelButton onCancel={turn.cancel} stopping={answer.stopping === true} />
        ) : (
          <div className="proposal-actions">
            {text !== '' && <CopyButton text={text} label={studioStrings.copy} />}
            {text !== '' && (
              <button
                type="button"
                className="fw-quiet-button"
                onClick={() => {
                  download(fileNameOf(title), text);
                }}
              >
                {studioStrings.download}
              </button>
            )}
            <button type="button" className="fw-quiet-button" onClick={onNew}>
              {studioStrings.new}
            </button>
          </div>
        )}
      </div>
      <div className="proposal-progress">
        {turn.active ? (
          <>
            <ThinkingIndicator turn={turn.turn} />
            <EstimatedTime turn={turn.turn} startedAtMs={turn.startedAtMs} />
          </>
        ) : (
          <p className="proposal-facts">
            <LatencyLine turn={turn.turn} />
          </p>
        )}
        <SectionProgress turn={turn.turn} expected={sections} />
      </div>
    </header>
  );
}
