import { type ChatMessage, CopyButton, ThinkingIndicator } from '@firstword/react';
import type { ReactNode } from 'react';

import { strings } from '../strings.js';
import { LatencyLine } from './latency-line.js';
import { stoppedSentence } from './stopped-sentence.js';

/** The line below an answer: what is happening while it is written, and afterwards how long it took. */
export function AnswerFooter({ message }: { readonly message: ChatMessage }): ReactNode {
  const { state, turn, text } = message;
  if ((state === 'pending' || state === 'streaming') && turn !== undefined) {
    return (
      <div className="answer-footer">
        <ThinkingIndicator turn={turn} />
      </div>
    );
  }
  const note = noteOn(message);
  if (text === '' && turn?.latency === undefined && note === undefined) {
    return null;
  }
  return (
    <div className="answer-footer">
      <p className="answer-facts">
        {note !== undefined && <span className="answer-note">{note}</span>}
        {turn !== undefined && <LatencyLine turn={turn} />}
      </p>
      {text !== '' && <CopyButton text={text} label={strings.copyAnswer} />}
    </div>
  );
}

/** What a reader must know of how the answer ended, where its text does not show it. */
function noteOn(message: ChatMessage): string | undefined {
  const { state, turn } = message;
  if (turn?.end?.kind === 'done') {
    if (turn.end.finishReason === 'length') return strings.tooLong;
    return turn.end.finishReason === 'refusal' ? strings.declined : undefined;
  }
  return state === 'cancelled' ? stoppedSentence(message) : undefined;
}
