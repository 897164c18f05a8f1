import {
  FirstwordChatTransport,
  type FirstwordChatTransportOptions,
} from '../../src/ai-sdk/index.js';
import type { UIMessage, UIMessageChunk } from 'ai';
import { describe, expect, it, vi } from 'vitest';

import {
  done,
  finish,
  hello,
  lost,
  nothing,
  problem,
  ScriptedServer,
  start,
  stream,
  world,
} from './scripted-server.js';

const question: UIMessage = {
  id: 'u2',
  role: 'user',
  parts: [{ type: 'text', text: 'Hello' }],
};
const earlier: UIMessage = { ...question, id: 'u1' };
const whole = [start, hello, world, finish, done];

function transportTo(
  server: ScriptedServer,
  options: FirstwordChatTransportOptions = {},
): FirstwordChatTransport {
  return new FirstwordChatTransport({
    fetch: server.fetch,
    backoff: { initialDelayMs: 1, maxDelayMs: 2, maxAttempts: 4 },
    ...options,
  });
}

async function send(
  transport: FirstwordChatTransport,
  { abortSignal, trigger = 'submit-message' as const }: Partial<Sent> = {},
): Promise<ReadableStream<UIMessageChunk>> {
  return await transport.sendMessages({
    trigger,
    chatId: 'a chat',
    messageId: undefined,
    messages: [earlier, question],
    abortSignal,
  });
}

interface Sent {
  readonly abortSignal: AbortSignal | undefined;
  readonly trigger: 'submit-message' | 'regenerate-message';
}

async function read(chunks: ReadableStream<UIMessageChunk> | null): Promise<UIMessageChunk[]> {
  const all: UIMessageChunk[] = [];
  const reader = chunks?.getReader();
  for (;;) {
    const { value } = (await reader?.read()) ?? {};
    if (value === undefined) return all;
    all.push(value);
  }
}

function textOf(chunks: readonly UIMessageChunk[]): string {
  return chunks.map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : '')).join('');
}

function notices(chunks: readonly UIMessageChunk[]): unknown[] {
  return chunks.flatMap((chunk) =>
    chunk.type === 'data-connection' ? [(chunk.data as { state: string }).state] : [],
  );
}

describe('a message', () => {
  it('is sent alone, with the fields and headers of the application', async () => {
    const server = new ScriptedServer(stream(whole));
    const transport = transportTo(server, {
      api: 'https://example.com/api/ui/chat?region=eu',
      headers: () => ({ authorization: 'Bearer key' }),
      body: { profile: 'support' },
    });

    const chunks = await read(await send(transport));

    expect(chunks.map(({ type }) => type)).toEqual([
      'start',
      'start-step',
      'text-start',
      'text-delta',
      'text-delta',
      'text-end',
      'finish-step',
      'finish',
    ]);
    const [request] = server.requests;
    expect(request?.url).toBe('https://example.com/api/ui/chat?region=eu');
    expect(request?.headers.get('authorization')).toBe('Bearer key');
    expect(request?.body).toEqual({
      profile: 'support',
      id: 'a chat',
      message: question,
      trigger: 'submit-message',
    });
  });

  it('is sent again if it may not have arrived', async () => {
    const server = new ScriptedServer(lost, lost, stream(whole));

    const chunks = await read(await send(transportTo(server)));

    expect(textOf(chunks)).toBe('Hello world');
    expect(server.sentTo('/chat').map(({ method }) => method)).toEqual(['POST', 'POST', 'POST']);
    expect(notices(chunks)).toEqual(['reconnecting', 'reconnecting', 'connected']);
  });

  it('that is to be answered again has a key, so that it is answered once', async () => {
    const server = new ScriptedServer(lost, stream(whole));

    await read(await send(transportTo(server), { trigger: 'regenerate-message' }));

    const keys = server.sentTo('/chat').map(({ headers }) => headers.get('idempotency-key'));
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/\d/);
    expect(keys[1]).toBe(keys[0]);
  });

  it('that is refused fails with the words for the user', async () => {
    const server = new ScriptedServer(problem(429, 'Wait a minute.'));

    await expect(read(await send(transportTo(server)))).rejects.toThrow('Wait a minute.');
    expect(server.requests).toHaveLength(1);
  });
});

describe('a lost connection', () => {
  it.each([
    ['breaks', 'break'],
    ['ends too early', 'end'],
  ] as const)('that %s is resumed after the last event', async (_, ending) => {
    const server = new ScriptedServer(
      stream([start, hello], ending),
      lost,
      problem(503, 'Restarting.'),
      stream([world, finish, done]),
    );

    const chunks = await read(await send(transportTo(server)));

    expect(textOf(chunks)).toBe('Hello world');
    const resumed = server.requests.filter(({ method }) => method === 'GET');
    expect(resumed.map(({ url }) => url)).toEqual(
      Array(3).fill('/api/ui/chat/a%20chat/stream?turn_id=turn_1'),
    );
    expect(resumed[2]?.headers.get('last-event-id')).toBe('2');
    expect(notices(chunks)).toEqual(['reconnecting', 'reconnecting', 'reconnecting', 'connected']);
  });

  it('in the middle of an event repeats nothing of it', async () => {
    const half = 'data: {"type":"text-start","id":"text-1"}\n\n';
    const server = new ScriptedServer(
      stream([start, half], 'break'),
      stream([hello, world, finish, done]),
    );

    const chunks = await read(await send(transportTo(server)));

    expect(chunks.filter(({ type }) => type === 'text-start')).toHaveLength(1);
  });

  it('at the end of an answer that is complete ends it', async () => {
    const server = new ScriptedServer(stream([start, hello, finish], 'break'), nothing);

    const chunks = await read(await send(transportTo(server)));

    expect(chunks.filter(({ type }) => type === 'finish')).toHaveLength(1);
  });

  it('that cannot be restored fails', async () => {
    const server = new ScriptedServer(stream([start], 'break'), lost, lost, lost);

    await expect(read(await send(transportTo(server)))).rejects.toThrow('cannot be reached');
  });

  it('says so if the device is offline', async () => {
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    const server = new ScriptedServer(lost, stream(whole));

    const chunks = await read(await send(transportTo(server)));

    online.mockRestore();
    expect(notices(chunks)).toEqual(['offline', 'connected']);
  });

  it('is noticed by its silence', async () => {
    const server = new ScriptedServer(
      stream([start, hello], 'silence'),
      stream([world, finish, done]),
    );
    const transport = transportTo(server, { silence: { stallMs: 10, lostMs: 30 } });

    const chunks = await read(await send(transport));

    expect(textOf(chunks)).toBe('Hello world');
    expect(notices(chunks)).toEqual(['stalled', 'reconnecting', 'connected']);
  });
});

describe('a stream that is resumed', () => {
  function resume(
    transport: FirstwordChatTransport,
    abortSignal?: AbortSignal,
  ): Promise<ReadableStream<UIMessageChunk> | null> {
    return transport.reconnectToStream({
      chatId: 'a chat',
      ...(abortSignal === undefined ? {} : { abortSignal }),
    });
  }

  it('is replayed from its start', async () => {
    const server = new ScriptedServer(stream(whole));

    expect(textOf(await read(await resume(transportTo(server))))).toBe('Hello world');
    expect(server.requests[0]?.url).toBe('/api/ui/chat/a%20chat/stream');
  });

  it('is none if nothing runs', async () => {
    expect(await resume(transportTo(new ScriptedServer(nothing)))).toBeNull();
  });

  it('is not stopped because it is resumed once more', async () => {
    const server = new ScriptedServer(stream([start], 'silence'), stream(whole));
    const transport = transportTo(server);
    const first = new AbortController();
    await resume(transport, first.signal);

    first.abort();
    await read(await resume(transport));
    await new Promise((next) => setTimeout(next));

    expect(server.sentTo('/stop')).toEqual([]);
  });
});

it('stops the turn on the server', async () => {
  const server = new ScriptedServer(stream([start, hello], 'silence'));
  const stop = new AbortController();
  const reader = (await send(transportTo(server), { abortSignal: stop.signal })).getReader();
  for (let i = 0; i < 4; i++) await reader.read();

  stop.abort();

  await vi.waitFor(() => {
    expect(server.sentTo('/stop')).toHaveLength(1);
  });
  expect(server.sentTo('/stop')[0]?.body).toEqual({ activeStreamId: 'turn_1' });
});

it('reports what the user saw, once', async () => {
  const server = new ScriptedServer(stream(whole));
  await read(await send(transportTo(server)));

  const [report] = server.sentTo('/vitals');

  expect(report?.body).toMatchObject({ turn_id: 'turn_1' });
  expect(report?.body).not.toHaveProperty('abandoned');
  expect(server.sentTo('/vitals')).toHaveLength(1);
});

it('reports nothing if it is told so', async () => {
  const server = new ScriptedServer(stream(whole));

  await read(await send(transportTo(server, { vitals: false })));

  expect(server.sentTo('/vitals')).toEqual([]);
});
