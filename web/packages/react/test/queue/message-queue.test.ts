import { describe, expect, it } from 'vitest';

import { MemoryStore } from '../../src/queue/memory-store.js';
import { MessageQueue } from '../../src/queue/message-queue.js';

function textsOf(queue: MessageQueue, conversation?: string): string[] {
  return queue.messages(conversation).map(({ text }) => text);
}

describe('MessageQueue', () => {
  const stores = () => ({ shared: new MemoryStore(), tab: new MemoryStore() });

  it('keeps the order of messages, also of one moment', () => {
    const queue = new MessageQueue(stores());

    for (const text of ['one', 'two', 'three']) queue.add('c1', { key: `k-${text}`, text }, 5);
    queue.add('c2', { key: 'other', text: 'other' }, 5);

    expect(textsOf(queue, 'c1')).toEqual(['one', 'two', 'three']);
  });

  it('returns the same list until it changes', () => {
    const queue = new MessageQueue(stores());
    queue.add('c1', { key: 'k1', text: 'one' }, 1);

    const before = queue.messages('c1');

    expect(queue.messages('c1')).toBe(before);
    queue.remove('k1');
    expect(queue.messages('c1')).toEqual([]);
    expect(queue.messages('c1')).toBe(queue.messages('c3'));
  });

  it('is what another page of the same storage sees', () => {
    const shared = stores();
    const first = new MessageQueue(shared);
    const second = new MessageQueue(shared);
    first.add('c1', { key: 'k1', text: 'one' }, 1);
    second.add('c1', { key: 'k2', text: 'two' }, 2);

    expect(textsOf(first, 'c1')).toEqual(['one', 'two']);
    expect(second.remove('k1')?.text).toBe('one');
    expect(first.remove('k1')).toBeUndefined();
    expect(textsOf(first, 'c1')).toEqual(['two']);
  });

  it('hides what this tab is sending, until it is released', () => {
    const shared = stores();
    const queue = new MessageQueue(shared);
    queue.add('c1', { key: 'k1', text: 'one' }, 1);

    queue.hold('k1');

    expect(textsOf(queue, 'c1')).toEqual([]);
    expect(textsOf(new MessageQueue(shared), 'c1')).toEqual(['one']);
    queue.release('k1');
    expect(textsOf(queue, 'c1')).toEqual(['one']);
  });

  it('moves to the conversation that the server has named', () => {
    const queue = new MessageQueue(stores());
    queue.add(undefined, { key: 'k1', text: 'one' }, 1);
    queue.add(undefined, { key: 'k2', text: 'two' }, 2);

    queue.move('c1');

    expect(textsOf(queue)).toEqual([]);
    expect(textsOf(queue, 'c1')).toEqual(['one', 'two']);
  });

  it('refuses a message for which the storage has no room', () => {
    const full = new MemoryStore();
    full.setItem = () => {
      throw new Error('quota');
    };
    const queue = new MessageQueue({ shared: full, tab: full });

    expect(queue.add('c1', { key: 'k1', text: 'one' }, 1)).toBe(false);
  });

  it('ignores what is not its own', () => {
    const shared = stores();
    shared.shared.setItem('firstword.queue.c1.000000000000001.k1', '{"no": 1}');
    shared.shared.setItem('firstword.queue.c1.000000000000002.k2', 'damaged');
    shared.shared.setItem('other', 'text');

    expect(textsOf(new MessageQueue(shared), 'c1')).toEqual([]);
  });
});
