import { useState } from 'react';
import { createRoot } from 'react-dom/client';

/** A form that waits for the whole answer. */
function Form() {
  const [input, setInput] = useState('');
  const [answer, setAnswer] = useState('');
  const [waiting, setWaiting] = useState(false);
  const [failed, setFailed] = useState(false);
  const ask = async (event) => {
    event.preventDefault();
    setWaiting(true);
    setFailed(false);
    try {
      const response = await fetch('/api/answer', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ prompt: input }),
      });
      setAnswer((await response.json()).text);
    } catch {
      setFailed(true);
    } finally {
      setWaiting(false);
    }
  };
  return (
    <div className="column">
      <form onSubmit={ask}>
        <input
          value={input}
          onChange={(event) => setInput(event.target.value)}
          disabled={waiting}
          placeholder="Say something..."
        />
      </form>
      {waiting && <div className="spinner" />}
      {failed && <div>An error occurred.</div>}
      <div className="message" data-role="assistant">
        <span>{answer}</span>
      </div>
    </div>
  );
}

createRoot(document.getElementById('root')).render(<Form />);
