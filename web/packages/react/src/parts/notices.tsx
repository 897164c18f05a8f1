'use client';

import { type ReactNode, useEffect, useState } from 'react';

import type { ConnectionState } from '../client/index.js';
import { useLabels } from '../labels/use-labels.js';
import { isLate } from './tool-wait-text.js';
import type { Failure, TurnView } from '../turn/turn-view.js';

export interface SlowNoticeProps {
  readonly turn: TurnView;
  /** What the user can do about it, such as a `CancelButton`. */
  readonly children?: ReactNode;
}

/**
 * Says that the answer takes longer than usual, for as long as it does. Says nothing of tools whose own lines tell
 * that they take as long as usual.
 */
export function SlowNotice({ turn, children }: SlowNoticeProps): ReactNode {
  const { slow } = turn;
  return slow === undefined || (slow.kind === 'running_tool' && runAsUsual(turn)) ? null : (
    <div className="fw-notice" data-kind="slow" data-slow-kind={slow.kind}>
      <p>{slow.message}</p>
      {children}
    </div>
  );
}

function runAsUsual({ toolCalls }: TurnView): boolean {
  const running = toolCalls.filter(({ state }) => state === 'running');
  return running.length > 0 && running.every((call) => call.wait !== undefined && !isLate(call));
}

export interface ConnectionNoticeProps {
  readonly connection: ConnectionState;
  /** True if the server has not accepted the message yet. */
  readonly unsent?: boolean;
}

/** Says that the connection was lost and is being restored. */
export function ConnectionNotice(props: ConnectionNoticeProps): ReactNode {
  const { connection, unsent = false } = props;
  const labels = useLabels();
  if (connection !== 'retrying' && connection !== 'offline') {
    return null;
  }
  return (
    <div className="fw-notice" data-kind={connection}>
      <p>
        {connection === 'retrying'
          ? labels.reconnecting
          : unsent
            ? labels.offlineUnsent
            : labels.offline}
      </p>
    </div>
  );
}

export interface FailureNoticeProps {
  readonly failure: Failure;
  /** Absent if the message can no longer be sent again. */
  readonly onRetry?: (() => void) | undefined;
  /** Offered if the message itself was the reason. */
  readonly onEdit?: (() => void) | undefined;
  /** Offered first: keeps the text so far and continues from there. */
  readonly onContinue?: (() => void) | undefined;
}

/** What happened, in one sentence, and what to do next. */
export function FailureNotice(props: FailureNoticeProps): ReactNode {
  const { failure, onRetry, onEdit, onContinue } = props;
  const labels = useLabels();
  const waitSeconds = useCountdown(onRetry === undefined ? 0 : (failure.retryAfterMs ?? 0));
  return (
    <div className="fw-notice" data-kind="failure" data-action={failure.action}>
      <p>{failure.message}</p>
      {(onRetry !== undefined || onContinue !== undefined) && (
        <div className="fw-notice-actions">
          {onContinue !== undefined && (
            <button type="button" className="fw-button" onClick={onContinue}>
              {labels.continueAnswer}
            </button>
          )}
          {onRetry !== undefined && (
            <button
              type="button"
              className="fw-button"
              aria-disabled={waitSeconds > 0}
              onClick={waitSeconds > 0 ? undefined : onRetry}
            >
              {waitSeconds > 0 ? labels.retryIn(waitSeconds) : labels.retry}
            </button>
          )}
          {failure.action === 'edit' && onEdit !== undefined && (
            <button type="button" className="fw-button" onClick={onEdit}>
              {labels.edit}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** The remaining seconds of a wait, counted down to 0. */
function useCountdown(waitMs: number): number {
  const [left, setLeft] = useState(Math.ceil(waitMs / 1000));
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => {
      setLeft(left - 1);
    }, 1000);
    return () => {
      clearTimeout(timer);
    };
  }, [left]);
  return Math.max(0, left);
}
