import { describe, expect, it } from 'vitest';

import { type PendingRequest, PendingRequestStore } from '../../src/session/pending-request.js';
import { FakeStore } from '../fakes/fake-store.js';

const pending: PendingRequest = {
  request: { message: 'Hello' },
  idempotencyKey: 'key-1',
  createdAtMs: 1000,
};

describe('PendingRequestStore', () => {
  it('keeps one request per conversation', () => {
    const requests = new PendingRequestStore(new FakeStore(), 'firstword.pending');

    requests.write(undefined, pending);
    requests.write('c1', { ...pending, idempotencyKey: 'key-2' });

    expect(requests.read(undefined)?.idempotencyKey).toBe('key-1');
    expect(requests.read('c1')?.idempotencyKey).toBe('key-2');
  });

  it('forgets what was cleared', () => {
    const requests = new PendingRequestStore(new FakeStore(), 'firstword.pending');
    requests.write('c1', pending);

    requests.clear('c1');

    expect(requests.read('c1')).toBeUndefined();
  });

  it('ignores data that it did not write', () => {
    const store = new FakeStore();
    store.setItem('firstword.pending.c1', '{"request":7}');
    store.setItem('firstword.pending.c2', 'no JSON');
    const requests = new PendingRequestStore(store, 'firstword.pending');

    expect(requests.read('c1')).toBeUndefined();
    expect(requests.read('c2')).toBeUndefined();
  });

  it('works without a store', () => {
    const requests = new PendingRequestStore(undefined, 'firstword.pending');

    requests.write('c1', pending);

    expect(requests.read('c1')).toBeUndefined();
  });

  it('works without a store that is full or forbidden', () => {
    const refuse = (): never => {
      throw new Error('quota exceeded');
    };
    const requests = new PendingRequestStore(
      { getItem: refuse, setItem: refuse, removeItem: refuse },
      'firstword.pending',
    );

    requests.write('c1', pending);
    requests.clear('c1');

    expect(requests.read('c1')).toBeUndefined();
  });
});
