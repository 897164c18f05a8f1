import { act, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createClient, type FirstwordClient } from '../../src/client/index.js';
import { useOptimisticChat } from '../../src/index.js';
import { useMessageQueues, useQueuedMessages } from '../../src/queue/index.js';
import { cancelled, done, failed, text } from '../fakes/events.js';
import { fakeEnvironment } from '../fakes/fake-environment.js';
import { FakeServer } from '../fakes/fake-server.js';
import { settled } from '../fakes/manual-clock.js';

const record = { role: 'assistant', state: 'complete', text: '', created_at: 0 } as const;

async function painted(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await act(async () => {
      await settled();
      vi.advanceTimersByTime(20);
      await settled();
    });
  }
}

describe('useQueuedMessages', () => {
  let server: FakeServer;
  let client: FirstwordClient;

  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
    client = createClient({ environment: fakeEnvironment(server) });
    server.conversations.set('c1', { messages: [] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function renderPage(onStale = (): void => undefined) {
    return renderHook(
      () => {
        const queues = useMessageQueues(client);
        const chat = useOptimisticChat({ client: queues.client, conversationId: 'c1' });
        return { chat, queued: useQueuedMessages(queues, chat, onStale) };
      },
      { wrapper: StrictMode },
    );
  }

  /** The server's newest message of the conversation. */
  function serverHas(id: string, activeTurn?: string): void {
    server.conversations.set('c1', {
      messages: [{ ...record, id }],
      ...(activeTurn === undefined ? {} : { active_turn: activeTurn }),
    });
  }

  const sent = (): readonly unknown[] =>
    server.requestsTo('/api/chat/stream').map(({ body }) => (body as { message: string }).message);

  async function startTurn(page: ReturnType<typeof renderPage>): Promise<void> {
    await painted();
    act(() => {
      page.result.current.chat.send('First');
    });
    await painted();
    server.turn.append(text('Yes'));
    await painted();
  }

  it('sends what waits, one after another, each once the answer before it has ended', async () => {
    const page = renderPage();
    await startTurn(page);
    act(() => {
      page.result.current.queued.add('Second');
      page.result.current.queued.add('Third');
    });
    await painted();
    expect(page.result.current.queued.messages.map((each) => each.text)).toEqual([
      'Second',
      'Third',
    ]);
    expect(sent()).toEqual(['First']);

    serverHas('a1');
    server.turn.append(done);
    await painted();

    expect(sent()).toEqual(['First', 'Second']);
    expect(page.result.current.queued.messages.map((each) => each.text)).toEqual(['Third']);
    serverHas('a2');
    server.turn.append(cancelled);
    await painted();
    expect(sent()).toEqual(['First', 'Second', 'Third']);
    expect(page.result.current.queued.messages).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  it('sends with the key that the message was queued with', async () => {
    const page = renderPage();
    await startTurn(page);
    act(() => {
      page.result.current.queued.add('Second');
    });
    await painted();
    const key = page.result.current.queued.messages[0]?.key;

    serverHas('a1');
    server.turn.append(done);
    await painted();

    expect(server.requestsTo('/api/chat/stream')[1]?.headers['idempotency-key']).toBe(key);
  });

  it('sends nothing that was taken back', async () => {
    const page = renderPage();
    await startTurn(page);
    act(() => {
      page.result.current.queued.add('Second');
    });
    await painted();

    act(() => {
      const [waiting] = page.result.current.queued.messages;
      page.result.current.queued.remove(waiting?.key ?? '');
    });
    serverHas('a1');
    server.turn.append(done);
    await painted();

    expect(sent()).toEqual(['First']);
  });

  it('waits after a failure until the user says otherwise', async () => {
    const page = renderPage();
    await startTurn(page);
    act(() => {
      page.result.current.queued.add('Second');
    });
    serverHas('a1');
    server.turn.append(failed);
    await painted();
    expect(page.result.current.queued.paused).toBe(true);
    expect(sent()).toEqual(['First']);

    act(() => {
      page.result.current.queued.sendNow();
    });
    await painted();

    expect(sent()).toEqual(['First', 'Second']);
    expect(page.result.current.queued.paused).toBe(false);
  });

  it('finds what waits after a reload, and sends it after the answer that still runs', async () => {
    const before = renderPage();
    await startTurn(before);
    act(() => {
      before.result.current.queued.add('Second');
    });
    await painted();
    before.unmount();
    serverHas('a1', 't1');

    const page = renderPage();
    await painted();
    expect(page.result.current.queued.messages.map((each) => each.text)).toEqual(['Second']);
    expect(sent()).toEqual(['First']);
    serverHas('a1');
    server.turn.append(done);
    await painted();

    expect(sent()).toEqual(['First', 'Second']);
  });

  it('sends nothing while another tab has a turn, and asks to be shown anew', async () => {
    const onStale = vi.fn();
    const page = renderPage(onStale);
    await painted();
    serverHas('a9', 't9');

    act(() => {
      page.result.current.queued.add('Second');
    });
    await painted();

    expect(onStale).toHaveBeenCalled();
    expect(sent()).toEqual([]);
    expect(page.result.current.queued.messages).toHaveLength(1);
  });

  it('looks again when another tab has changed the queue', async () => {
    const onStale = vi.fn();
    renderPage(onStale);
    await painted();
    serverHas('a9');

    act(() => {
      window.dispatchEvent(new StorageEvent('storage', { key: 'firstword.queue.c1.1.k' }));
    });
    await painted();

    expect(onStale).toHaveBeenCalledTimes(1);
  });

  it('keeps a message that the server refuses in the conversation, to be sent again', async () => {
    const page = renderPage();
    await startTurn(page);
    act(() => {
      page.result.current.queued.add('Second');
    });
    serverHas('a1');
    await painted();
    const answer = server.conversations.get('c1');
    server.answersNext(Response.json(answer));
    server.refusesNext(429, { detail: 'Too much.', action: 'wait' });

    server.turn.append(done);
    await painted();

    expect(page.result.current.queued.messages).toEqual([]);
    expect(page.result.current.chat.messages.at(-1)?.failure?.message).toBe('Too much.');
    act(() => {
      page.result.current.chat.retry();
    });
    await painted();
    expect(sent()).toEqual(['First', 'Second', 'Second']);
  });
});
