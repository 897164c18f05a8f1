import {
  AnswerNowButton,
  AssistantMessage,
  CancelButton,
  type ChatMessage,
  ConnectionNotice,
  FailureNotice,
  PhaseNotes,
  SlowNotice,
  Sources,
  UserMessage,
} from '@firstword/react';
import { MessageAttachments } from '@firstword/react/attachments';
import type { ConnectionState, FirstwordClient } from '@firstword/react/client';
import { memo, type ReactNode } from 'react';

import { AnswerFooter } from './answer-footer.js';
import { StallNotice } from './stall-notice.js';

export interface MessageProps {
  readonly message: ChatMessage;
  readonly client: FirstwordClient;
  readonly conversationId: string | undefined;
  readonly connection: ConnectionState;
  readonly onRetry: (() => void) | undefined;
  readonly onEdit: (() => void) | undefined;
  readonly onContinue: (() => void) | undefined;
  readonly onCancel: () => void;
  readonly onOpen: (path: string) => void;
}

/** A message with its notices and actions. Rendered again only if it has changed. */
export const Message = memo(function Message(props: MessageProps): ReactNode {
  const { message, connection, onRetry, onEdit, onContinue, onCancel, onOpen } = props;
  if (message.role === 'user') {
    return (
      <UserMessage message={message}>
        <MessageAttachments
          message={message}
          client={props.client}
          conversationId={props.conversationId}
        />
      </UserMessage>
    );
  }
  const { turn, state } = message;
  // A page that has lost its connection, or has stopped an answer by itself, does not know how the turn ends.
  const ongoing = state === 'pending' || state === 'streaming';
  const awaited = ongoing && connection === 'open' ? turn : undefined;
  return (
    <AssistantMessage message={message}>
      <ConnectionNotice connection={connection} unsent={message.turnId === undefined} />
      {awaited !== undefined && (
        <SlowNotice turn={awaited}>
          <CancelButton onCancel={onCancel} stopping={message.stopping === true} />
        </SlowNotice>
      )}
      {connection === 'open' && <StallNotice answer={message} onCancel={onCancel} />}
      {awaited !== undefined && (
        <AnswerNowButton turn={awaited} onAnswerNow={(turnId) => props.client.answerNow(turnId)} />
      )}
      {/* Below a growing text, they would move with every line of it. */}
      {!ongoing && <Sources turn={turn ?? message} />}
      {!ongoing && turn !== undefined && <PhaseNotes turn={turn} />}
      {message.failure !== undefined && (
        <FailureNotice
          failure={message.failure}
          onRetry={onRetry}
          onEdit={onEdit}
          onContinue={message.failure.action === 'continue' ? onContinue : undefined}
        />
      )}
      <AnswerFooter message={message} onOpen={onOpen} />
    </AssistantMessage>
  );
});
