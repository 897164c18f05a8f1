import {
  AnswerNowButton,
  type ChatMessage,
  ConnectionNotice,
  SlowNotice,
  ThinkingIndicator,
} from '@firstword/react';
import type { ConnectionState } from '@firstword/react/client';
import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';
import { useStalled } from './use-stalled.js';

export interface AnswerStatusProps {
  readonly message: ChatMessage;
  readonly connection: ConnectionState;
  readonly onAnswerNow: (turnId: string) => Promise<void>;
}

/**
 * The one status of an answer in progress, below its text: what the server does, that it takes longer than usual, or that
 * the connection is lost. Its height is that of the line that takes its place, so that it moves nothing.
 */
export function AnswerStatus({ message, connection, onAnswerNow }: AnswerStatusProps): ReactNode {
  const { turn } = message;
  const stalled = useStalled(message);
  if (connection === 'retrying' || connection === 'offline') {
    return (
      <div className="answer-status">
        <ConnectionNotice connection={connection} unsent={message.turnId === undefined} />
      </div>
    );
  }
  if (turn === undefined) {
    return null;
  }
  // A thought and tools have lines of their own, which say more than that they take long.
  const thinking = turn.thoughts.at(-1)?.state === 'running';
  const late = stalled || (turn.slow !== undefined && turn.slow.kind !== 'running_tool');
  return (
    <div className="answer-status">
      {(!late || thinking) && <ThinkingIndicator turn={turn} />}
      <SlowNotice turn={turn} />
      {stalled && (
        <div className="fw-notice" data-kind="slow">
          <p>{strings.stalled}</p>
        </div>
      )}
      <AnswerNowButton turn={turn} onAnswerNow={onAnswerNow} />
    </div>
  );
}
