import { type ChatMessage, CopyButton } from '@firstword/react';
import { type ReactNode, Suspense, useId, useState } from 'react';

import { loadedPart } from '../shared/loaded-part.js';
import { latencyWords } from '../shared/latency-words.js';
import { strings } from '../shared/strings.js';
import { LatencyLine } from './latency-line.js';
import { stopMessage } from './stop-message.js';

const AnswerDetails = loadedPart(async () => (await import('./answer-details.js')).AnswerDetails);

export interface AnswerFooterProps {
  readonly message: ChatMessage;
  /** Whether the reader operates the server: model and times are for them. */
  readonly operator: boolean;
  /** Asks the question again; absent where it cannot be. */
  readonly onRegenerate: (() => void) | undefined;
  readonly onOpen: (path: string) => void;
}

/** The line below a finished answer: how it ended, what can be done with it, and its latency for operators. */
export function AnswerFooter(props: AnswerFooterProps): ReactNode {
  const { message, operator, onRegenerate, onOpen } = props;
  const { turn, text } = message;
  const [open, setOpen] = useState(false);
  const panel = useId();
  const note = endNote(message);
  const measured = operator && turn?.latency !== undefined;
  if (text === '' && note === undefined && !measured && onRegenerate === undefined) {
    return null;
  }
  return (
    <>
      <div className="answer-footer">
        {note !== undefined && <p className="answer-note">{note}</p>}
        <div className="answer-actions">
          {text !== '' && <CopyButton text={text} label={strings.copyAnswer} />}
          {onRegenerate !== undefined && (
            <button type="button" className="fw-quiet-button" onClick={onRegenerate}>
              {strings.regenerate}
            </button>
          )}
        </div>
        {measured && (
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
            <span className="fw-visually-hidden">, {latencyWords.whereTimeWent}</span>
          </button>
        )}
      </div>
      {measured && (
        <div id={panel} className="answer-waterfall" hidden={!open}>
          {open && (
            <Suspense>
              <AnswerDetails turn={turn} onOpen={onOpen} />
            </Suspense>
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
