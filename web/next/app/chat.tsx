'use client';

import {
  AssistantMessage,
  Composer,
  ConnectionNotice,
  FailureNotice,
  ThinkingIndicator,
  Transcript,
  TurnStatus,
  useOptimisticChat,
  UserMessage,
} from '@firstword/react';

export function Chat() {
  const { messages, active, connection, send, cancel, retry } = useOptimisticChat();
  return (
    <>
      <Transcript messages={messages}>
        {messages.map((message) =>
          message.role === 'user' ? (
            <UserMessage key={message.key} message={message} />
          ) : (
            <AssistantMessage key={message.key} message={message}>
              {active && message.turn && <ThinkingIndicator turn={message.turn} />}
              {message.failure && <FailureNotice failure={message.failure} onRetry={retry} />}
            </AssistantMessage>
          ),
        )}
      </Transcript>
      <ConnectionNotice connection={connection} />
      <TurnStatus messages={messages} />
      <Composer active={active} onSend={send} onCancel={cancel} />
    </>
  );
}
