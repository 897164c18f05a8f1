import { beforeEach, describe, expect, it, vi } from 'vitest';

import {
  ConnectionLostError,
  type ConnectionState,
  createClient,
  type FirstwordClient,
  type NumberedEvent,
  ProblemError,
} from '../../src/client/index.js';
import { done, failed, text } from '../fakes/events.js';
import { type FakeEnvironment, fakeEnvironment } from '../fakes/fake-environment.js';
import { FakeServer } from '../fakes/fake-server.js';
import { settled } from '../fakes/manual-clock.js';

/** The events that a reader has seen, collected while the test continues. */
class Reader {
  readonly seen: NumberedEvent[] = [];
  ended: 'well' | { readonly thrown: unknown } | undefined;

  constructor(events: AsyncIterable<NumberedEvent>) {
    void this.collect(events);
  }

  get text(): string {
    return this.seen.map(({ event }) => (event.type === 'text' ? event.text : '')).join('');
  }

  private async collect(events: AsyncIterable<NumberedEvent>): Promise<void> {
    try {
      for await (const event of events) this.seen.push(event);
      this.ended = 'well';
    } catch (thrown) {
      this.ended = { thrown };
    }
  }
}

const resumption = '/api/turns/t1/stream';

describe('a turn read over connections that fail', () => {
  let server: FakeServer;
  let environment: FakeEnvironment;
  let client: FirstwordClient;
  let states: ConnectionState[];

  beforeEach(() => {
    server = new FakeServer();
    environment = fakeEnvironment(server);
    client = createClient({ environment });
    states = [];
  });

  async function started(): Promise<Reader> {
    const reader = new Reader(
      client.start({ message: 'Hello' }, { onConnection: (state) => states.push(state) }),
    );
    await settled();
    return reader;
  }

  it('resumes after the last event seen when the connection is cut', async () => {
    const reader = await started();
    server.turn.append(text('one '));
    await settled();

    server.turn.connection.cut();
    server.turn.append(text('two '), text('three'), done);
    await environment.clock.pass(250);

    expect(server.requestsTo(resumption)[0]?.headers['last-event-id']).toBe('2');
    expect(reader.text).toBe('one two three');
    expect(reader.ended).toBe('well');
  });

  it('receives the end of a turn if a crash lost events that were already seen', async () => {
    const reader = await started();
    server.turn.append(text('one '), text('two '));
    await settled();

    server.turn.connection.cut();
    await environment.clock.pass(250);
    const interrupted = {
      type: 'error',
      code: 'interrupted',
      message: 'The service restarted.',
      action: 'retry',
      latency: { total_ms: 900, phases: [], critical_path: [] },
    };
    server.turn.connection.send(`id: 2\ndata: ${JSON.stringify(interrupted)}\n\n`);
    await settled();

    expect(reader.seen.at(-1)?.event.type).toBe('error');
    expect(reader.text).toBe('one two ');
    expect(reader.ended).toBe('well');
  });

  it('resumes when the stream ends without a final event', async () => {
    const reader = await started();

    server.turn.connection.send('data: [DONE]\n\n');
    server.turn.append(text('whole'), done);
    await environment.clock.pass(250);

    expect(reader.text).toBe('whole');
  });

  it('yields to the main thread during a burst of events', async () => {
    let breaths = 0;
    let longest = 0;
    let before = 0;
    environment.yieldToMain = () => {
      breaths += 1;
      longest = Math.max(longest, reader.seen.length - before);
      before = reader.seen.length;
      return Promise.resolve();
    };
    const many = Array.from({ length: 2_600 }, () => text('a '));
    const reader = await started();

    server.turn.append(...many, done);
    await vi.waitFor(() => {
      expect(reader.ended).toBe('well');
    });

    expect(reader.text).toHaveLength(2 * 2_600);
    expect(breaths).toBe(5);
    expect(longest).toBeLessThanOrEqual(500);
  });

  it('resumes when no byte has come for 35 seconds', async () => {
    await started();
    server.turn.append(text('one'));

    await environment.clock.pass(34_999);
    expect(server.requestsTo(resumption)).toHaveLength(0);
    await environment.clock.pass(1 + 250);

    expect(server.requestsTo(resumption)).toHaveLength(1);
    expect(server.turn.connections[0]?.isOpen).toBe(false);
  });

  it('takes a keep-alive comment as a sign of life', async () => {
    await started();

    for (let seconds = 0; seconds < 120; seconds += 15) {
      await environment.clock.pass(15_000);
      server.turn.connection.send(': keep-alive\n\n');
    }

    expect(server.requestsTo(resumption)).toHaveLength(0);
  });

  it('drops events it has seen before', async () => {
    const reader = await started();
    server.turn.append(text('one '));

    server.turn.connection.sendEvent(1, text('again '));
    server.turn.connection.sendEvent(2, text('again '));
    server.turn.append(text('two'));
    await settled();

    expect(reader.text).toBe('one two');
  });

  it('never emits events after a gap', async () => {
    const reader = await started();

    server.turn.connection.sendEvent(3, text('three'));
    await settled();
    expect(reader.text).toBe('');
    server.turn.append(text('two '), text('three'), done);
    await environment.clock.pass(250);

    expect(reader.text).toBe('two three');
  });

  it('accepts the end of an interrupted turn, whose number jumps ahead', async () => {
    const reader = await started();
    server.turn.append(text('half '));
    await settled();

    server.turn.connection.sendEvent(100_002, { ...failed, code: 'interrupted' });
    await settled();

    expect(reader.text).toBe('half ');
    expect(reader.ended).toBe('well');
    expect(server.requestsTo(resumption)).toHaveLength(0);
  });

  it('continues after the gap that a node leaves when it continues a turn', async () => {
    const reader = await started();
    server.turn.append(text('half '));
    await settled();

    server.turn.connection.sendEvent(100_003, text('whole'));
    server.turn.connection.sendEvent(100_004, done);
    await settled();

    expect(reader.text).toBe('half whole');
    expect(reader.ended).toBe('well');
    expect(server.requestsTo(resumption)).toHaveLength(0);
  });

  it('resumes when an event is corrupt', async () => {
    const reader = await started();

    server.turn.connection.send('id: 2\ndata: {"type":"te\n\n');
    server.turn.append(text('whole'), done);
    await environment.clock.pass(250);

    expect(reader.text).toBe('whole');
  });

  it('resends the request with the same key if there is no response', async () => {
    server.losesNextAnswer();
    const reader = await started();
    await environment.clock.pass(250);
    server.turn.append(text('once'), done);
    await settled();

    const keys = server
      .requestsTo('/api/chat/stream')
      .map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual(['key-1', 'key-1']);
    expect(server.turns).toHaveLength(1);
    expect(reader.text).toBe('once');
  });

  it('resends the request if there is no response within 15 seconds', async () => {
    server.leavesNextUnanswered();
    await started();

    await environment.clock.pass(15_000 + 250);

    expect(server.requestsTo('/api/chat/stream')).toHaveLength(2);
  });

  it('follows the turn named by the response, even without an event', async () => {
    await started();
    server.turn.connections[0]?.cut();

    await environment.clock.pass(250);

    expect(server.requestsTo(resumption)).toHaveLength(1);
  });

  it('waits longer with every failure in a row, and starts over after an event', async () => {
    const reader = await started();
    server.losesNext(2);
    server.turn.connection.cut();
    await environment.clock.pass(250 + 500);
    expect(server.requestsTo(resumption)).toHaveLength(2);

    server.turn.append(text('back'));
    await environment.clock.pass(1000);
    expect(reader.text).toBe('back');
    server.turn.connection.cut();
    await environment.clock.pass(250);

    expect(server.requestsTo(resumption)).toHaveLength(4);
  });

  it('gives up after nine failures in a row', async () => {
    server.losesNext(9);
    const reader = await started();

    await environment.clock.pass(60_000);

    expect(reader.ended).toEqual({ thrown: expect.any(ConnectionLostError) as unknown });
    expect(server.requests).toHaveLength(9);
  });

  it('does not give up while the device is offline', async () => {
    server.losesNext(30);
    environment.network.goOffline();
    const reader = await started();

    await environment.clock.pass(120_000);

    expect(reader.ended).toBeUndefined();
    expect(states).toContain('offline');
  });

  it('resumes at once when the device is back online', async () => {
    await started();
    environment.network.goOffline();
    server.losesNext(1);
    server.turn.connection.cut();
    await environment.clock.pass(250);

    environment.network.goOnline();
    await settled();

    expect(server.requestsTo(resumption)).toHaveLength(2);
  });

  it('abandons a connection of the previous network', async () => {
    await started();

    environment.network.goOnline();
    await environment.clock.pass(250);

    expect(server.turn.connections[0]?.isOpen).toBe(false);
    expect(server.requestsTo(resumption)).toHaveLength(1);
  });

  it('reports its connection state', async () => {
    await started();
    server.turn.connection.cut();
    await environment.clock.pass(250);

    expect(states).toEqual(['connecting', 'open', 'retrying', 'open']);
  });

  it('retries when a proxy responds for an unavailable server', async () => {
    server.answersNext(new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await started();

    await environment.clock.pass(250);

    expect(server.turns).toHaveLength(1);
  });

  it('waits as long as a restarting server requests before it resumes', async () => {
    await started();
    server.refusesNext(503, { detail: 'Restarting.' }, { 'retry-after': '3' });
    server.turn.connection.cut();
    await environment.clock.pass(250);

    await environment.clock.pass(2_999);
    expect(server.requestsTo(resumption)).toHaveLength(1);
    await environment.clock.pass(1);

    expect(server.requestsTo(resumption)).toHaveLength(2);
  });

  it('treats a rejected start as final', async () => {
    server.refusesNext(503, { detail: 'Shutting down.', action: 'wait' });
    const reader = await started();

    expect(reader.ended).toEqual({ thrown: expect.any(ProblemError) as unknown });
    expect(server.requests).toHaveLength(1);
  });

  it('ends its connection when the reader leaves', async () => {
    const leaving = new AbortController();
    const reader = new Reader(client.start({ message: 'Hello' }, { signal: leaving.signal }));
    await settled();

    leaving.abort(new Error('left'));
    await settled();

    expect(reader.ended).toEqual({ thrown: new Error('left') });
    expect(server.turn.connection.isOpen).toBe(false);
  });

  it('ends its connection after the last event without waiting for the server', async () => {
    const reader = await started();

    server.turn.append(done);
    await settled();

    expect(reader.ended).toBe('well');
    expect(server.turn.connection.isOpen).toBe(false);
  });

  it('follows a turn from its first event, or after one', async () => {
    const turn = server.addTurn();
    turn.append(text('one '), text('two'), done);

    const first = new Reader(client.follow('t1'));
    const later = new Reader(client.follow('t1', { after: 2 }));
    await settled();

    expect(first.text).toBe('one two');
    expect(later.text).toBe('two');
  });
});
