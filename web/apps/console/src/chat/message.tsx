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
  // Below a growing text, they would move with every line of it.
  const ended = message.state !== 'pending' && message.state !== 'streaming';
  return (
    <AssistantMessage message={message}>
      <ConnectionNotice connection={connection} unsent={message.turnId === undefined} />
      {message.turn !== undefined && connection === 'open' && (
        <SlowNotice turn={message.turn}>
          <CancelButton onCancel={onCancel} stopping={message.stopping === true} />
        </SlowNotice>
      )}
      {connection === 'open' && <StallNotice answer={message} onCancel={onCancel} />}
      {message.turn !== undefined && connection === 'open' && (
        <AnswerNowButton
          turn={message.turn}
          onAnswerNow={(turnId) => props.client.answerNow(turnId)}
        />
      )}
      {ended && <Sources turn={message.turn ?? message} />}
      {ended && message.turn !== undefined && <PhaseNotes turn={message.turn} />}
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
