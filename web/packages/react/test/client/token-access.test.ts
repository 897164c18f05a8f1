import { beforeEach, describe, expect, it } from 'vitest';

import { createClient, createTokenAccess, type UserToken } from '../../src/client/index.js';
import { type FakeEnvironment, fakeEnvironment } from '../fakes/fake-environment.js';
import { FakeServer } from '../fakes/fake-server.js';

const expired = { code: 'token_expired', detail: 'This token has expired.', action: 'sign_in' };
const nothing = (): Response => Response.json({ conversations: [] });

describe('createTokenAccess', () => {
  let server: FakeServer;
  let environment: FakeEnvironment;
  let fetched: number;
  let getToken: () => Promise<UserToken>;

  const access = () => createTokenAccess(() => getToken(), environment);
  const sentTokens = () => server.requests.map(({ headers }) => headers['authorization']);

  beforeEach(() => {
    server = new FakeServer();
    environment = fakeEnvironment(server);
    fetched = 0;
    getToken = () => {
      fetched += 1;
      return Promise.resolve({ token: `token-${String(fetched)}`, expires_in: 300 });
    };
  });

  it('fetches nothing before the first request', () => {
    access();

    expect(fetched).toBe(0);
  });

  it('sends one token with all requests of a client', async () => {
    const client = createClient({ environment: access().environment });
    server.answersNext(nothing());
    server.answersNext(nothing());

    await client.conversations();
    await client.conversations();

    expect(sentTokens()).toEqual(['Bearer token-1', 'Bearer token-1']);
  });

  it('fetches once for requests that wait for a token together', async () => {
    const { headers } = access();

    const all = await Promise.all([headers(), headers(), headers()]);

    expect(fetched).toBe(1);
    expect(all).toEqual(Array(3).fill({ authorization: 'Bearer token-1' }));
  });

  it('fetches another token shortly before the end', async () => {
    const { headers } = access();
    await headers();

    await environment.clock.pass(284_999);
    expect(await headers()).toEqual({ authorization: 'Bearer token-1' });
    await environment.clock.pass(1);

    expect(await headers()).toEqual({ authorization: 'Bearer token-2' });
  });

  it('sends a request once more if its token has ended', async () => {
    const client = createClient({ environment: access().environment });
    server.refusesNext(401, expired);
    server.answersNext(nothing());

    await client.conversations();

    expect(sentTokens()).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('fetches one token for all requests whose tokens have ended', async () => {
    const client = createClient({ environment: access().environment });
    server.refusesNext(401, expired);
    server.refusesNext(401, expired);
    server.answersNext(nothing());
    server.answersNext(nothing());

    await Promise.all([client.conversations(), client.conversations()]);

    expect(fetched).toBe(2);
  });

  it('repeats a request only once', async () => {
    const client = createClient({ environment: access().environment });
    server.refusesNext(401, expired);
    server.refusesNext(401, expired);

    await expect(client.conversations()).rejects.toMatchObject({ status: 401, action: 'sign_in' });

    expect(server.requests).toHaveLength(2);
  });

  it('repeats nothing for another reason', async () => {
    const client = createClient({ environment: access().environment });
    server.refusesNext(401, { ...expired, code: 'unauthorized' });

    await expect(client.conversations()).rejects.toMatchObject({ status: 401 });

    expect(fetched).toBe(1);
  });

  it('asks again after it got no token', async () => {
    const { headers } = access();
    const later = getToken;
    getToken = () => Promise.reject(new Error('signed out'));
    await expect(headers()).rejects.toThrow('signed out');

    getToken = later;

    expect(await headers()).toEqual({ authorization: 'Bearer token-1' });
  });

  it('is a fetch for requests of other libraries', async () => {
    server.answersNext(nothing());
    server.answersNext(nothing());
    const { fetch } = access();

    await fetch('/api/ui/chat', { method: 'POST', headers: { accept: 'a/b' }, body: '{"a":1}' });
    await fetch(new Request('http://server/api/ui/chat', { method: 'POST', body: '{"b":2}' }));

    expect(server.requests).toMatchObject([
      { method: 'POST', body: { a: 1 }, headers: { accept: 'a/b' } },
      { method: 'POST', body: { b: 2 } },
    ]);
    expect(sentTokens()).toEqual(['Bearer token-1', 'Bearer token-1']);
  });
});
