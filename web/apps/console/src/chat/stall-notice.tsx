import { CancelButton, type ChatMessage, isWriting } from '@firstword/react';
import { type ReactNode, useEffect, useState } from 'react';

import { strings } from '../shared/strings.js';

export interface StallNoticeProps {
  readonly answer: ChatMessage;
  readonly onCancel: () => void;
}

/** Shown shortly before a pause within an answer reaches two seconds. */
const stallTimeoutMs = 1_750;

/**
 * Says that no more text arrives if the server has not said so itself: the network may be holding it back.
 */
export function StallNotice({ answer, onCancel }: StallNoticeProps): ReactNode {
  const { state, text, turn, stopping } = answer;
  const [stalledAt, setStalledAt] = useState<string>();
  const writing = state === 'streaming' && turn !== undefined && isWriting(turn);

  useEffect(() => {
    if (!writing) return undefined;
    const timer = setTimeout(() => {
      setStalledAt(text);
    }, stallTimeoutMs);
    return () => {
      clearTimeout(timer);
    };
  }, [writing, text]);

  return writing && turn.slow === undefined && stalledAt === text ? (
    <div className="fw-notice" data-kind="slow">
      <p>{strings.stalled}</p>
      <CancelButton onCancel={onCancel} stopping={stopping === true} />
    </div>
  ) : null;
}
