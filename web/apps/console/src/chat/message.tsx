import {
  AssistantMessage,
  type ChatMessage,
  FailureNotice,
  PhaseNotes,
  Sources,
} from '@firstword/react';
import type { ConnectionState, FirstwordClient } from '@firstword/react/client';
import { memo, type ReactNode } from 'react';

import { AnswerFooter } from './answer-footer.js';
import { AnswerStatus } from './answer-status.js';
import { Question } from './question.js';

export interface MessageProps {
  readonly message: ChatMessage;
  readonly client: FirstwordClient;
  readonly conversationId: string | undefined;
  readonly connection: ConnectionState;
  /** Whether the reader operates the server. */
  readonly operator: boolean;
  readonly onRetry: (() => void) | undefined;
  readonly onEdit: (() => void) | undefined;
  readonly onContinue: (() => void) | undefined;
  /** Asks the question of the newest answer again; absent while that is not possible. */
  readonly onRegenerate: (() => void) | undefined;
  /** Sends a question again with another text; absent while an answer is in progress. */
  readonly onResend: ((question: ChatMessage, text: string) => boolean) | undefined;
  readonly onOpen: (path: string) => void;
}

/** A message with its notices and actions. Rendered again only if it has changed. */
export const Message = memo(function Message(props: MessageProps): ReactNode {
  const { message, client, connection, onRetry, onEdit, onContinue } = props;
  if (message.role === 'user') {
    const { conversationId, onResend } = props;
    return (
      <Question
        message={message}
        client={client}
        conversationId={conversationId}
        onResend={onResend}
      />
    );
  }
  const { turn, state } = message;
  if (state === 'pending' || state === 'streaming') {
    return (
      <AssistantMessage message={message}>
        <AnswerStatus
          message={message}
          connection={connection}
          onAnswerNow={(turnId) => client.answerNow(turnId)}
        />
      </AssistantMessage>
    );
  }
  return (
    <AssistantMessage message={message}>
      <Sources turn={turn ?? message} />
      {turn !== undefined && <PhaseNotes turn={turn} />}
      {message.failure !== undefined && (
        <FailureNotice
          failure={message.failure}
          onRetry={onRetry}
          onEdit={onEdit}
          onContinue={message.failure.action === 'continue' ? onContinue : undefined}
        />
      )}
      <AnswerFooter
        message={message}
        operator={props.operator}
        onRegenerate={message.failure === undefined ? props.onRegenerate : undefined}
        onOpen={props.onOpen}
      />
    </AssistantMessage>
  );
});
