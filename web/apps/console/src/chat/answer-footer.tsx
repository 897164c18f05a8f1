import { type ChatMessage, CopyButton, ThinkingIndicator } from '@firstword/react';
import { type ReactNode, useId, useState } from 'react';

import { InternalLink } from '../shared/internal-link.js';
import { latencyPath } from '../shared/routes.js';
import { barsOf, Waterfall } from '../latency/waterfall.js';
import { strings } from '../shared/strings.js';
import { LatencyLine } from './latency-line.js';
import { stopMessage } from './stop-message.js';

export interface AnswerFooterProps {
  readonly message: ChatMessage;
  readonly onOpen: (path: string) => void;
}

/** The line below an answer: its progress while it is written, then its latency. */
export function AnswerFooter({ message, onOpen }: AnswerFooterProps): ReactNode {
  const { state, turn, text } = message;
  const [open, setOpen] = useState(false);
  const panel = useId();
  if ((state === 'pending' || state === 'streaming') && turn !== undefined) {
    return (
      <div className="answer-footer">
        <ThinkingIndicator turn={turn} />
      </div>
    );
  }
  const note = endNote(message);
  if (text === '' && turn?.latency === undefined && note === undefined) {
    return null;
  }
  return (
    <>
      <div className="answer-footer">
        <p className="answer-facts">
          {note !== undefined && <span className="answer-note">{note}</span>}
          {turn?.latency !== undefined && (
            <button
              type="button"
              className="latency-button"
              aria-expanded={open}
              aria-controls={panel}
              onClick={() => {
                setOpen(!open);
              }}
            >
              <LatencyLine turn={turn} />
              <span className="fw-visually-hidden">, {strings.latency.whereTimeWent}</span>
            </button>
          )}
        </p>
        {text !== '' && <CopyButton text={text} label={strings.copyAnswer} />}
      </div>
      {turn?.latency !== undefined && (
        <div id={panel} className="answer-waterfall" hidden={!open}>
          {open && (
            <>
              <Waterfall label={strings.latency.whereTimeWent} bars={barsOf(turn)} />
              {turn.turnId !== undefined && (
                <InternalLink path={latencyPath('turns', turn.turnId)} onOpen={onOpen}>
                  {strings.latency.whole}
                </InternalLink>
              )}
            </>
          )}
        </div>
      )}
    </>
  );
}

/** What the reader must know about how the answer ended, if the text does not show it. */
function endNote(message: ChatMessage): string | undefined {
  const { state, turn } = message;
  if (turn?.end?.kind === 'done') {
    if (turn.end.finishReason === 'length') return strings.tooLong;
    return turn.end.finishReason === 'refusal' ? strings.declined : undefined;
  }
  return state === 'cancelled' ? stopMessage(message) : undefined;
}
