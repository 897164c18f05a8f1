import { beforeEach, describe, expect, it } from 'vitest';

import {
  ConnectionLostError,
  createClient,
  type FirstwordClient,
  ProblemError,
} from '../../src/client/index.js';
import { type FakeEnvironment, fakeEnvironment } from '../fakes/fake-environment.js';
import { FakeServer } from '../fakes/fake-server.js';
import { settled } from '../fakes/manual-clock.js';

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}

describe('createClient', () => {
  let server: FakeServer;
  let environment: FakeEnvironment;
  let client: FirstwordClient;

  beforeEach(() => {
    server = new FakeServer();
    environment = fakeEnvironment(server);
    client = createClient({ environment });
  });

  it('sends nothing until it is used', () => {
    expect(server.requests).toEqual([]);
  });

  it('posts a turn as JSON with a key', async () => {
    void client.start({ message: 'Hello', profile: 'chat' }).next();
    await settled();

    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/api/chat/stream',
      body: { message: 'Hello', profile: 'chat' },
      headers: { 'content-type': 'application/json', 'idempotency-key': 'key-1' },
    });
  });

  it('asks for its headers with every request', async () => {
    const tokens = ['first', 'second'];
    client = createClient({
      environment,
      headers: () => ({ authorization: `Bearer ${tokens.shift() ?? ''}` }),
    });
    server.answersNext(Response.json({ conversations: [] }));
    server.answersNext(Response.json({ conversations: [] }));

    await client.conversations();
    await client.conversations();

    expect(server.requests.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
  });

  it('turns a problem document into an error with its message and remedy', async () => {
    server.refusesNext(
      429,
      { detail: 'You have asked too often.', action: 'wait' },
      { 'retry-after': '7' },
    );

    const refusal = await thrownBy(client.about());

    expect(refusal).toBeInstanceOf(ProblemError);
    expect(refusal).toMatchObject({
      status: 429,
      detail: 'You have asked too often.',
      action: 'wait',
      retryAfterMs: 7000,
    });
  });

  it('reads a retry-after that is a date', async () => {
    const inTenSeconds = new Date(environment.clock.now() + 10_000).toUTCString();
    server.refusesNext(429, { detail: 'Later.' }, { 'retry-after': inTenSeconds });

    expect(await thrownBy(client.about())).toMatchObject({ retryAfterMs: 10_000 });
  });

  it.each([
    [401, 'sign_in'],
    [422, 'edit'],
    [429, 'wait'],
    [500, 'retry'],
  ])('knows what to do next after a %i that does not say', async (status, action) => {
    server.refusesNext(status, { detail: 'No.' });

    expect(await thrownBy(client.about())).toMatchObject({ action });
  });

  it("shows nothing of a proxy's error page", async () => {
    server.answersNext(new Response('<h1>nginx</h1>', { status: 403 }));

    expect(await thrownBy(client.about())).toMatchObject({
      detail: 'The server could not do this.',
      action: 'sign_in',
    });
  });

  it('throws ConnectionLostError if there is no response', async () => {
    server.losesNext();

    expect(await thrownBy(client.about())).toBeInstanceOf(ConnectionLostError);
  });

  it('retries a cancellation with the same key until it succeeds', async () => {
    server.addTurn();
    server.losesNext(2);
    const cancelling = client.cancel('t1');
    await environment.clock.pass(250 + 500);
    await cancelling;

    const keys = server
      .requestsTo('/api/turns/t1/cancel')
      .map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual(['key-1', 'key-1', 'key-1']);
  });

  it('requests the page before a message', async () => {
    server.answersNext(Response.json({ messages: [] }));

    await client.conversation('c 1', { before: 'm5', limit: 10 });

    expect(server.requests[0]?.path).toBe('/api/conversations/c%201?before=m5&limit=10');
  });

  it('deletes a conversation', async () => {
    server.answersNext(new Response(null, { status: 204 }));

    await client.deleteConversation('c1');

    expect(server.requests[0]).toMatchObject({ method: 'DELETE', path: '/api/conversations/c1' });
  });
});
