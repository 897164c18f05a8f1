import { AssistantMessage } from '@firstword/react';

import { Chat } from './chat';

/** Rendered on the server: a heading, an answer that needs no script, and the chat. */
export default function Page() {
  return (
    <main>
      <h1>Ask the bakery</h1>
      <AssistantMessage
        message={{
          key: 'welcome',
          role: 'assistant',
          text: 'We bake **from four** in the morning.',
          state: 'complete',
          createdAtMs: 0,
        }}
      />
      <Chat />
    </main>
  );
}
