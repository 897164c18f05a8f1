import {
  AssistantMessage,
  Composer,
  ThinkingIndicator,
  Transcript,
  TurnStatus,
  useOptimisticChat,
  UserMessage,
} from '@firstword/react';
import { type ToolFunction, useClientTools } from '@firstword/react/tools';
import { type ReactNode, useState } from 'react';
import { createRoot } from 'react-dom/client';

/** How long each tool of the page takes, unless the address says otherwise. */
const defaultToolMs = 1_500;
const address = new URLSearchParams(location.search);

/** Writes down, for all tabs, what happened to a call. */
function note(event: string): void {
  const notes = JSON.parse(localStorage.getItem('notes') ?? '[]') as string[];
  localStorage.setItem('notes', JSON.stringify([...notes, event]));
}

function tool(name: string, result: unknown): ToolFunction {
  return (_args, { signal, callId }) =>
    new Promise((resolve, reject) => {
      note(`${name} ${callId} starts`);
      const timer = setTimeout(
        () => {
          note(`${name} ${callId} ends`);
          resolve(result);
        },
        Number(address.get(name) ?? defaultToolMs),
      );
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        note(`${name} ${callId} is aborted`);
        reject(signal.reason as Error);
      });
    });
}

/** A chat whose page has three tools. */
function Page(): ReactNode {
  const [conversationId] = useState(() => address.get('conversation') ?? undefined);
  const tools = useClientTools({
    weather: { description: 'The weather.', run: tool('weather', 'sunny') },
    hours: tool('hours', { opens: 'at six' }),
    book: tool('book', 'booked'),
  });
  const { messages, active, send, cancel } = useOptimisticChat({
    conversationId,
    tools,
    onConversation: (id) => {
      history.replaceState(null, '', `?conversation=${encodeURIComponent(id)}`);
    },
  });
  return (
    <main>
      <Transcript messages={messages}>
        {messages.map((message) =>
          message.role === 'user' ? (
            <UserMessage key={message.key} message={message} />
          ) : (
            <AssistantMessage key={message.key} message={message}>
              {message.turn !== undefined && message.turn.status !== 'ended' && (
                <ThinkingIndicator turn={message.turn} />
              )}
            </AssistantMessage>
          ),
        )}
      </Transcript>
      <Composer active={active} onSend={send} onCancel={cancel} />
      <TurnStatus messages={messages} />
    </main>
  );
}

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<Page />);
