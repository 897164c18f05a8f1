import { type ChatMessage, useLabels } from '@firstword/react';
import type { ReactNode } from 'react';

import { stopMessage } from '../chat/stop-message.js';

export interface StoppedNoticeProps {
  readonly answer: ChatMessage;
  /** Absent if this page does not know the request. */
  readonly onRetry: (() => void) | undefined;
  /** Absent if there is no text to continue from. */
  readonly onContinue: (() => void) | undefined;
}

/** Says that an answer was stopped and by whom, and offers to continue. */
export function StoppedNotice({ answer, onRetry, onContinue }: StoppedNoticeProps): ReactNode {
  const labels = useLabels();
  return (
    <div className="fw-notice" data-kind="stopped">
      <p>{stopMessage(answer)}</p>
      <div className="fw-notice-actions">
        {onContinue !== undefined && (
          <button type="button" className="fw-button" onClick={onContinue}>
            {labels.continueAnswer}
          </button>
        )}
        {onRetry !== undefined && (
          <button type="button" className="fw-button" onClick={onRetry}>
            {labels.retry}
          </button>
        )}
      </div>
    </div>
  );
}
