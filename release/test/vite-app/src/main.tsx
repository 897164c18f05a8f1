import '@firstword/react/styles.css';

import {
  AssistantMessage,
  Composer,
  FailureNotice,
  ThinkingIndicator,
  Transcript,
  TurnStatus,
  useOptimisticChat,
  UserMessage,
} from '@firstword/react';
import { createRoot } from 'react-dom/client';

function Chat() {
  const { messages, active, send, cancel, retry } = useOptimisticChat();
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
      <TurnStatus messages={messages} />
      <Composer active={active} onSend={send} onCancel={cancel} />
    </>
  );
}

createRoot(document.getElementById('root')!).render(<Chat />);
