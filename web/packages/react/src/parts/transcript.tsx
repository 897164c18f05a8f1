'use client';

import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';

import type { ChatMessage } from '../turn/chat-message.js';
import { useLabels } from '../labels/use-labels.js';
import { useStickToBottom } from '../scroll/use-stick-to-bottom.js';

export interface TranscriptProps {
  readonly messages: readonly ChatMessage[];
  /** Present if there are earlier messages to load. */
  readonly onLoadOlder?: (() => void) | undefined;
  readonly loadingOlder?: boolean;
  readonly children: ReactNode;
}

const useBeforePaint = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/**
 * The scrollable list of messages, with the role `log`. Screen readers do not read every token aloud;
 * `TurnStatus` announces what matters.
 */
export function Transcript(props: TranscriptProps): ReactNode {
  const { messages, onLoadOlder, loadingOlder = false, children } = props;
  const labels = useLabels();
  const { area, content, sticking, jump, keepPlace } = useStickToBottom(messages.length > 0);
  const oldest = messages[0]?.key;
  const newestQuestion = messages.findLast(({ role }) => role === 'user')?.key;
  const shownQuestion = useRef(newestQuestion);

  useBeforePaint(() => {
    keepPlace();
  }, [oldest, keepPlace]);
  useBeforePaint(() => {
    // A user who sends a message wants to see its answer, wherever they were reading.
    if (shownQuestion.current !== newestQuestion) jump();
    shownQuestion.current = newestQuestion;
  }, [newestQuestion, jump]);

  return (
    <div className="fw-transcript" data-sticking={sticking ? '' : undefined}>
      <div
        ref={area}
        className="fw-transcript-area"
        role="log"
        aria-live="off"
        aria-label={labels.transcript}
        tabIndex={0}
      >
        <div ref={content} className="fw-transcript-content">
          {onLoadOlder !== undefined && (
            <button
              type="button"
              className="fw-button fw-load-older"
              aria-disabled={loadingOlder}
              onClick={loadingOlder ? undefined : onLoadOlder}
            >
              {loadingOlder ? labels.loadingOlder : labels.loadOlder}
            </button>
          )}
          {children}
        </div>
      </div>
      {!sticking && (
        <button type="button" className="fw-button fw-jump" onClick={jump}>
          {labels.jumpToNewest}
        </button>
      )}
    </div>
  );
}
