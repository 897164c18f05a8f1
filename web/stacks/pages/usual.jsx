import { useChat } from '@ai-sdk/react';
import { DefaultChatTransport } from 'ai';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Streamdown } from 'streamdown';

// The address says which of the documentation's routes answers: ?route=basic is the one without an abort signal.
const basic = new URLSearchParams(location.search).get('route') === 'basic';
const transport = new DefaultChatTransport({ api: basic ? '/api/chat-basic' : '/api/chat' });

/**
 * The chat page of the AI SDK's documentation, with its status, its stop button and its retry. Answers are drawn as
 * Markdown by the component that AI Elements use.
 */
function Chat() {
  const { messages, sendMessage, status, stop, error, regenerate } = useChat({ transport });
  const [input, setInput] = useState('');
  return (
    <div className="column">
      {messages.map((message) => (
        <div key={message.id} className="message" data-role={message.role}>
          {message.role === 'user' ? 'User: ' : 'AI: '}
          {message.parts.map((part, index) => {
            if (part.type !== 'text') return null;
            if (message.role === 'user') return <span key={index}>{part.text}</span>;
            return <Streamdown key={index}>{part.text}</Streamdown>;
          })}
        </div>
      ))}
      {(status === 'submitted' || status === 'streaming') && (
        <div>
          {status === 'submitted' && <div className="spinner" />}
          <button type="button" onClick={() => stop()}>
            Stop
          </button>
        </div>
      )}
      {error && (
        <>
          <div>An error occurred.</div>
          <button type="button" onClick={() => regenerate()}>
            Retry
          </button>
        </>
      )}
      <form
        className="docked"
        onSubmit={(event) => {
          event.preventDefault();
          if (input.trim()) {
            sendMessage({ text: input });
            setInput('');
          }
        }}
      >
        <input
          value={input}
          onChange={(event) => setInput(event.target.value)}
          disabled={status !== 'ready'}
          placeholder="Say something..."
        />
      </form>
    </div>
  );
}

createRoot(document.getElementById('root')).render(<Chat />);
