import { CancelButton, type ChatMessage } from '@firstword/react';
import { type ReactNode, useEffect, useState } from 'react';

import { strings } from '../shared/strings.js';

export interface StallNoticeProps {
  readonly answer: ChatMessage;
  readonly onCancel: () => void;
}

/** Just before a silence in mid-answer becomes two seconds long. */
const patienceMs = 1_750;

/**
 * Says that the text has stopped coming, where the server has not said so itself: it may be the network that keeps
 * its words back.
 */
export function StallNotice({ answer, onCancel }: StallNoticeProps): ReactNode {
  const { state, text, turn, stopping } = answer;
  const [stalledAt, setStalledAt] = useState<string>();
  const writing = state === 'streaming' && turn?.status === 'writing';

  useEffect(() => {
    if (!writing) return undefined;
    const timer = setTimeout(() => {
      setStalledAt(text);
    }, patienceMs);
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
