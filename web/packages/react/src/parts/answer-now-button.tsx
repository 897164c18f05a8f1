'use client';

import { type ReactNode, useState } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { runningThought } from '../turn/thoughts.js';
import type { TurnView } from '../turn/turn-view.js';
import { useElapsedTime } from './use-elapsed-time.js';

export interface AnswerNowButtonProps {
  readonly turn: Pick<TurnView, 'thoughts' | 'turnId'>;
  /** Asks the server to close the thought, with `client.answerNow`. If that fails, it can be pressed again. */
  readonly onAnswerNow: (turnId: string) => Promise<void>;
}

/** A short thought needs no way out. */
const minThoughtMs = 3_000;

/** Closes the thought in progress, so that the answer starts. Absent where thinking cannot be switched off. */
export function AnswerNowButton({ turn, onAnswerNow }: AnswerNowButtonProps): ReactNode {
  const thought = runningThought(turn);
  const elapsedMs = useElapsedTime(thought?.elapsedMs ?? 0);
  // Each thought can be closed once.
  const [closed, setClosed] = useState(0);
  const labels = useLabels();
  const { turnId, thoughts } = turn;
  if (turnId === undefined || thought?.canAnswerNow !== true || elapsedMs < minThoughtMs) {
    return null;
  }
  const closing = closed === thoughts.length;
  return (
    <button
      type="button"
      className="fw-button fw-answer-now"
      aria-disabled={closing}
      onClick={() => {
        if (closing) return;
        setClosed(thoughts.length);
        // After a failure, the thought continues, and it can be tried again.
        onAnswerNow(turnId).catch(() => {
          setClosed(0);
        });
      }}
    >
      {labels.answerNow}
    </button>
  );
}
