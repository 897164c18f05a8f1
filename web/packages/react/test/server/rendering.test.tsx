import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';

import {
  AssistantMessage,
  Composer,
  Transcript,
  TurnStatus,
  useOptimisticChat,
} from '../../src/index.js';

function Chat(): React.ReactElement {
  const chat = useOptimisticChat();
  return (
    <>
      <Transcript messages={chat.messages}>
        <AssistantMessage
          message={{
            key: 'a',
            role: 'assistant',
            text: '**Ready**',
            state: 'complete',
            createdAtMs: 0,
          }}
        />
      </Transcript>
      <Composer active={chat.active} onSend={chat.send} onCancel={chat.cancel} />
      <TurnStatus messages={chat.messages} />
    </>
  );
}

describe('on a server', () => {
  it('the hook and the parts render without a page', () => {
    const html = renderToString(<Chat />);

    expect(html).toContain('<strong>Ready</strong>');
    expect(html).toContain('role="log"');
  });
});
