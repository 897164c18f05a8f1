import { act, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createClient, type FirstwordClient } from '../../src/client/index.js';
import { type OptimisticChatOptions, useOptimisticChat } from '../../src/index.js';
import { done, text } from '../fakes/events.js';
import { fakeEnvironment } from '../fakes/fake-environment.js';
import { FakeServer } from '../fakes/fake-server.js';
import { settled } from '../fakes/manual-clock.js';

/** Flushes microtasks and paints the page. */
async function painted(): Promise<void> {
  await act(async () => {
    await settled();
    vi.advanceTimersByTime(20);
    await settled();
  });
}

describe('useOptimisticChat', () => {
  let server: FakeServer;
  let client: FirstwordClient;

  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
    client = createClient({ environment: fakeEnvironment(server) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function renderChat(options: OptimisticChatOptions = {}) {
    return renderHook((props: OptimisticChatOptions) => useOptimisticChat({ client, ...props }), {
      initialProps: options,
      wrapper: StrictMode,
    });
  }

  it('shows the message and its placeholder immediately', () => {
    const { result } = renderChat();

    act(() => {
      result.current.send('Hello');
    });

    expect(result.current.messages.map(({ state }) => state)).toEqual(['sent', 'pending']);
    expect(server.requests).toHaveLength(0);
  });

  it('shows the answer as it grows', async () => {
    const { result } = renderChat();
    act(() => {
      result.current.send('Hello');
    });
    await painted();

    server.turn.append(text('Good day'), done);
    await painted();

    expect(result.current.messages[1]).toMatchObject({ state: 'complete', text: 'Good day' });
    expect(result.current.active).toBe(false);
  });

  it('notifies the page of the ID of a new conversation, and stays in it', async () => {
    const named: string[] = [];
    const onConversation = (id: string): void => {
      named.push(id);
    };
    const { result, rerender } = renderChat({ onConversation });
    act(() => {
      result.current.send('Hello');
    });
    await painted();

    rerender({ conversationId: 'c1', onConversation });
    server.turn.append(text('still here'));
    await painted();

    expect(named).toEqual(['c1']);
    expect(result.current.messages[1]?.text).toBe('still here');
  });

  it('shows another conversation when it is given one', async () => {
    server.conversations.set('c7', {
      messages: [
        {
          id: 'u7',
          role: 'user',
          text: 'Earlier',
          state: 'done',
          created_at: '2026-11-22T10:00:00Z',
        },
      ],
    });
    const { result, rerender } = renderChat();
    act(() => {
      result.current.send('Hello');
    });
    await painted();

    rerender({ conversationId: 'c7' });
    await painted();

    expect(result.current.messages.map(({ text: shown }) => shown)).toEqual(['Earlier']);
    expect(server.turn.connection.isOpen).toBe(false);
  });

  it('shows the sources of an answer from an earlier visit', async () => {
    const source = { index: 1, document_id: 'd1', title: 'Handbook', source: '', heading: '' };
    server.conversations.set('c7', {
      messages: [
        {
          id: 'a7',
          role: 'assistant',
          text: 'As it says [1].',
          state: 'done',
          created_at: '2026-11-22T10:00:00Z',
          sources: [source],
        },
      ],
    });
    const { result } = renderChat({ conversationId: 'c7' });
    await painted();

    expect(result.current.messages.map(({ sources }) => sources)).toEqual([[source]]);
  });

  it('sends its profile with every turn', async () => {
    const { result } = renderChat({ profile: 'support' });

    act(() => {
      result.current.send('Hello');
    });
    await painted();

    expect(server.requestsTo('/api/chat/stream')[0]?.body).toMatchObject({ profile: 'support' });
  });

  it('stops reading when the page goes', async () => {
    const { result, unmount } = renderChat();
    act(() => {
      result.current.send('Hello');
    });
    await painted();

    unmount();
    await settled();

    expect(server.turn.connection.isOpen).toBe(false);
  });

  it('keeps the identity of its actions while messages change', async () => {
    const { result } = renderChat();
    const { send, cancel, retry } = result.current;

    act(() => {
      send('Hello');
    });
    await painted();

    expect(result.current).toMatchObject({ send, cancel, retry });
  });
});
