import { describe, expect, it } from 'vitest';

import { OwnTurns } from '../../src/tools/own-turns.js';
import { FakeStore } from '../fakes/fake-store.js';

describe('the turns of a tab', () => {
  it('are known after a reload, and to other hooks of the page', () => {
    const store = new FakeStore();
    const first = new OwnTurns(store);
    const second = new OwnTurns(store);

    first.add('t1');
    second.add('t2');

    expect([first.has('t1'), first.has('t2'), first.has('t3')]).toEqual([true, true, false]);
    expect([new OwnTurns(store).has('t1'), new OwnTurns(store).has('t2')]).toEqual([true, true]);
  });

  it('are forgotten when there are many newer ones', () => {
    const store = new FakeStore();
    const turns = new OwnTurns(store);

    for (let turn = 0; turn <= 50; turn += 1) turns.add(`t${String(turn)}`);

    expect([turns.has('t0'), turns.has('t1'), turns.has('t50')]).toEqual([false, true, true]);
  });

  it.each(['no JSON', '{"t1":true}', '[7]'])('survive a store with %s', (text) => {
    const store = new FakeStore();
    store.setItem('firstword.own-turns', text);
    const turns = new OwnTurns(store);

    expect(turns.has('t1')).toBe(false);
    turns.add('t1');

    expect(new OwnTurns(store).has('t1')).toBe(true);
  });

  it('are known to the page alone if nothing can be stored', () => {
    const refuse = (): never => {
      throw new Error('quota exceeded');
    };
    const turns = new OwnTurns({ getItem: () => null, setItem: refuse });

    turns.add('t1');

    expect(turns.has('t1')).toBe(true);
    expect(new OwnTurns(undefined).has('t1')).toBe(false);
  });
});
