import { useChat } from '@ai-sdk/react';
import { FirstwordChatTransport } from '@firstword/react/ai-sdk';
import {
  DefaultChatTransport,
  lastAssistantMessageIsCompleteWithToolCalls,
  type UIMessage,
} from 'ai';
import { type ReactNode, useState } from 'react';
import { createRoot } from 'react-dom/client';

/**
 * A chat page as an application with the AI SDK has it: nothing in it knows the server but its address, and the
 * transport if the page is to have ours.
 */

const api = '/api/ui/chat';
const address = new URLSearchParams(location.search);
const chatId = address.get('chat') ?? 'chat';

const tools =
  address.get('tools') === null
    ? []
    : [
        {
          name: 'weather',
          description: 'The weather of a city',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
        },
      ];

const body = tools.length > 0 ? { tools } : {};
const hasOurTransport = address.get('transport') !== null;
const transport = hasOurTransport
  ? new FirstwordChatTransport({ body })
  : new DefaultChatTransport({ api, body });

function Chat({ history }: { readonly history: UIMessage[] }): ReactNode {
  const [text, setText] = useState('');
  const [connections, setConnections] = useState<readonly string[]>([]);
  const [phases, setPhases] = useState<readonly string[]>([]);
  const { messages, status, error, sendMessage, regenerate, stop, addToolOutput } = useChat({
    id: chatId,
    messages: history,
    resume: true,
    transport,
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
    onData: ({ type, data }) => {
      if (type === 'data-phase') setPhases((seen) => [...seen, (data as { name: string }).name]);
      if (type === 'data-connection') {
        setConnections((seen) => [...seen, (data as { state: string }).state]);
      }
    },
    onToolCall: ({ toolCall }) => {
      void addToolOutput({
        tool: toolCall.toolName,
        toolCallId: toolCall.toolCallId,
        output: { sky: 'blue' },
      });
    },
  });
  return (
    <main
      data-status={status}
      data-phases={phases.join(' ')}
      data-connections={connections.join(' ')}
    >
      {messages.map((message) => (
        <article key={message.id} aria-label={message.role} data-id={message.id}>
          {message.parts.map((part, index) => (
            <p
              key={index}
              data-part={part.type}
              data-state={'state' in part ? part.state : undefined}
            >
              {part.type === 'text' || part.type === 'reasoning' ? part.text : ''}
              {'output' in part ? JSON.stringify(part.output) : ''}
            </p>
          ))}
        </article>
      ))}
      {error !== undefined && <p role="alert">{error.message}</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setText('');
          void sendMessage({ text });
        }}
      >
        <input
          aria-label="Message"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
        <button type="submit">Send</button>
      </form>
      <button
        type="button"
        onClick={() => {
          if (!hasOurTransport) {
            void fetch(`${api}/${encodeURIComponent(chatId)}/stop`, { method: 'POST' });
          }
          void stop();
        }}
      >
        Stop
      </button>
      <button
        type="button"
        onClick={() => {
          void regenerate();
        }}
      >
        Again
      </button>
    </main>
  );
}

async function start(): Promise<void> {
  const response = await fetch(`${api}/${encodeURIComponent(chatId)}`);
  const { messages } = (await response.json()) as { messages: UIMessage[] };
  const root = document.getElementById('root');
  if (root !== null) createRoot(root).render(<Chat history={messages} />);
}

void start();
