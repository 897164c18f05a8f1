import { beforeEach, describe, expect, it } from 'vitest';

import { PageLocks } from '../../src/tools/call-lock.js';
import { cancelled, done, text, toolCall } from '../fakes/events.js';
import { FakeServer, type FakeTurn } from '../fakes/fake-server.js';
import { FakeStore } from '../fakes/fake-store.js';
import { FakeToolTab } from '../fakes/fake-tool-tab.js';

let server: FakeServer;
let tab: FakeToolTab;

beforeEach(() => {
  server = new FakeServer();
  tab = new FakeToolTab(server);
});

/** The server's events until a call is running. */
function running(turn: FakeTurn, id: string, args = '{"city":"Rome"}'): void {
  turn.append(
    toolCall(id, 'writing'),
    toolCall(id, 'ready', 10, { arguments: args }),
    toolCall(id, 'running', 20),
  );
}

/** A turn whose calls are running. */
async function ask(...ids: string[]): Promise<FakeTurn> {
  tab.session.send('How is the weather?');
  await tab.settled();
  const { turn } = server;
  for (const id of ids) running(turn, id);
  await tab.settled();
  return turn;
}

/** The conversation of the turn, as a page that is opened later finds it. */
function store(turn: FakeTurn, isActive = true): void {
  const question = { id: 'u1', role: 'user', text: 'How is the weather?', state: 'done' } as const;
  server.conversations.set('c1', {
    messages: [{ ...question, created_at: 0, turn_id: turn.id }],
    ...(isActive ? { active_turn: turn.id } : {}),
  });
}

describe('the tools of a page', () => {
  it('are offered to the model with each turn', async () => {
    await ask();

    expect(server.requestsTo('/api/chat/stream')[0]?.body).toEqual({
      message: 'How is the weather?',
      tools: [{ name: 'look_up', parameters: { type: 'object', properties: {} } }],
    });
  });

  it('run when the turn waits for them, and their results are delivered', async () => {
    const turn = await ask('a');
    expect(tab.runs).toMatchObject([{ args: { city: 'Rome' }, callId: 'a' }]);
    expect(turn.results).toEqual([]);

    tab.runs[0]?.finish('sunny');
    await tab.settled();

    expect(turn.results).toEqual([{ id: 'a', content: 'sunny' }]);
  });

  it('run at the same time', async () => {
    const turn = await ask('a', 'b');
    expect(tab.runs.map(({ callId }) => callId)).toEqual(['a', 'b']);

    tab.runs[1]?.finish('second');
    tab.runs[0]?.fail(new Error('It is closed.'));
    await tab.settled();

    expect(turn.results).toEqual([
      { id: 'b', content: 'second' },
      { id: 'a', content: 'It is closed.', is_error: true },
    ]);
  });

  it('do not run before the call is running', async () => {
    const turn = await ask();
    turn.append(toolCall('a', 'writing'), toolCall('a', 'ready', 10, { arguments: '{}' }));
    await tab.settled();

    expect(tab.runs).toEqual([]);
  });

  it('answer for a tool that the page does not have, and for arguments that are not JSON', async () => {
    const turn = await ask();
    turn.append(toolCall('a', 'running', 10, { name: 'dance' }));
    running(turn, 'b', '{"city":');
    await tab.settled();

    expect(tab.runs).toEqual([]);
    expect(turn.results).toMatchObject([
      { id: 'a', content: 'This page has no tool named dance.', is_error: true },
      { id: 'b', is_error: true },
    ]);
  });
});

describe('a result', () => {
  it('is sent again until the server has it', async () => {
    const turn = await ask('a');
    server.losesNext(3);

    tab.runs[0]?.finish('sunny');
    await tab.settled();
    expect(turn.results).toEqual([]);
    await tab.environment.clock.pass(5_000);

    expect(turn.results).toEqual([{ id: 'a', content: 'sunny' }]);
    expect(tab.runs).toHaveLength(1);
  });

  it('waits as long as the server asks', async () => {
    const turn = await ask('a');
    server.refusesNext(429, { detail: 'Later.' }, { 'retry-after': '30' });

    tab.runs[0]?.finish('sunny');
    await tab.environment.clock.pass(29_000);
    expect(turn.results).toEqual([]);
    await tab.environment.clock.pass(2_000);

    expect(turn.results).toHaveLength(1);
  });

  it('that the server refuses becomes an error that says why', async () => {
    const turn = await ask('a');
    server.refusesNext(413, { detail: 'The result is too long.' });

    tab.runs[0]?.finish('x'.repeat(100));
    await tab.settled();

    expect(turn.results).toEqual([
      { id: 'a', content: 'The result was refused: The result is too long.', is_error: true },
    ]);
  });

  it('for a turn that is over is dropped', async () => {
    const turn = await ask('a');
    server.refusesNext(409, { detail: 'The turn has ended.' });

    tab.runs[0]?.finish('late');
    await tab.settled();

    expect(turn.results).toEqual([]);
  });
});

describe('a call that runs again because a crash of the server lost its result', () => {
  const again = toolCall('a', 'running', 9_000);

  it.each([
    ['before it was seen', []],
    ['after it was seen', [toolCall('a', 'finished', 900, { result: 'sunny' })]],
  ])('gets the same result, and the tool does not run again: %s', async (_, seen) => {
    const turn = await ask('a');
    tab.runs[0]?.finish('sunny');
    await tab.settled();
    turn.append(...seen);
    await tab.settled();

    turn.append(again);
    await tab.settled();

    expect(tab.runs).toHaveLength(1);
    expect(turn.results).toEqual([
      { id: 'a', content: 'sunny' },
      { id: 'a', content: 'sunny' },
    ]);
    turn.append(again);
    await tab.settled();
    expect(turn.results).toHaveLength(3);
  });

  it('continues if its tool has not finished', async () => {
    const turn = await ask('a');

    turn.append(again);
    await tab.settled();
    tab.runs[0]?.finish('sunny');
    await tab.settled();

    expect(tab.runs.map(({ signal }) => signal.aborted)).toEqual([false]);
    expect(turn.results).toEqual([{ id: 'a', content: 'sunny' }]);
  });

  it('runs again if it had been aborted', async () => {
    const turn = await ask('a');
    turn.append(toolCall('a', 'failed', 900, { result: 'Too late.' }));
    await tab.settled();

    turn.append(again);
    await tab.settled();

    expect(tab.runs.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    tab.runs[1]?.finish('sunny');
    await tab.settled();
    expect(turn.results).toEqual([{ id: 'a', content: 'sunny' }]);
  });

  it('runs again after a reload, which forgets results', async () => {
    const turn = await ask('a');
    tab.runs[0]?.finish('sunny');
    turn.append(toolCall('a', 'finished', 900, { result: 'sunny' }), again);
    store(turn);

    await tab.reload();

    expect(tab.runs).toMatchObject([{ callId: 'a', args: { city: 'Rome' } }]);
  });
});

describe('a running tool', () => {
  it('is aborted by stop, at once', async () => {
    await ask('a', 'b');
    server.leavesNextUnanswered();

    tab.session.cancel();

    expect(tab.runs.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  });

  it.each([
    ['the end of the turn', cancelled],
    ['its own deadline on the server', toolCall('a', 'failed', 30_000, { result: 'Too late.' })],
  ])('is aborted by %s, and delivers nothing', async (_, event) => {
    const turn = await ask('a');

    turn.append(event);
    await tab.settled();
    expect(tab.runs[0]?.signal.aborted).toBe(true);
    tab.runs[0]?.finish('late');
    await tab.settled();

    expect(turn.results).toEqual([]);
  });

  it('is aborted when the page shows something else', async () => {
    const turn = await ask('a');

    tab.session.detach();
    await tab.settled();

    expect(tab.runs[0]?.signal.aborted).toBe(true);
    expect(turn.results).toEqual([]);
  });

  it('starts none after a stop', async () => {
    const turn = await ask('a');
    tab.session.cancel();

    running(turn, 'b');
    await tab.settled();

    expect(tab.runs).toHaveLength(1);
  });

  it('continues while the connection is restored', async () => {
    const turn = await ask('a');

    turn.connection.cut();
    await tab.environment.clock.pass(1_000);
    expect(tab.runs[0]?.signal.aborted).toBe(false);
    tab.runs[0]?.finish('sunny');
    await tab.settled();

    expect(tab.runs).toHaveLength(1);
    expect(turn.results).toEqual([{ id: 'a', content: 'sunny' }]);
  });
});

describe('after a reload', () => {
  it('a call that still runs is run again, with the same ID', async () => {
    const turn = await ask('a');
    store(turn);

    await tab.reload();

    expect(tab.runs).toMatchObject([{ callId: 'a', args: { city: 'Rome' } }]);
    tab.runs[0]?.finish('sunny');
    await tab.settled();
    expect(turn.results).toEqual([{ id: 'a', content: 'sunny' }]);
  });

  it('a call that has finished is not run again, however slowly the log arrives', async () => {
    const turn = await ask('a');
    turn.append(toolCall('a', 'finished', 900, { result: 'sunny' }));
    running(turn, 'b');
    store(turn);
    tab.session.detach();
    tab.runs.length = 0;
    const events = turn.log.splice(4);
    tab.open('c1');
    await tab.settled();
    expect(tab.runs.map(({ callId }) => callId)).toEqual(['a']);

    tab.session.detach();
    tab.runs.length = 0;
    turn.log.push(...events);
    tab.open('c1');
    await tab.settled();

    expect(tab.runs.map(({ callId }) => callId)).toEqual(['b']);
  });

  it('a turn that has ended runs nothing', async () => {
    const turn = await ask('a');
    turn.append(toolCall('a', 'finished', 900, { result: 'sunny' }), text('It is sunny.'), done);
    await tab.settled();
    store(turn, false);

    await tab.reload();

    expect(tab.runs).toEqual([]);
  });
});

describe('another tab', () => {
  it('shows the same calls, and runs none', async () => {
    const turn = await ask('a');
    store(turn);

    const other = new FakeToolTab(server, new FakeStore(), new PageLocks(), 'c1');
    await other.settled();

    expect(other.session.snapshot().messages.at(-1)?.turn?.toolCalls).toMatchObject([
      { id: 'a', state: 'running' },
    ]);
    expect(other.runs).toEqual([]);
  });

  it('that is a duplicate runs a call only if the first one is gone', async () => {
    const locks = new PageLocks();
    const sharedStore = new FakeStore();
    tab = new FakeToolTab(server, sharedStore, locks);
    const turn = await ask('a', 'b');
    store(turn);
    const copy = new FakeStore();
    for (const [name, value] of sharedStore.texts) copy.setItem(name, value);
    const duplicate = new FakeToolTab(server, copy, locks, 'c1');
    await duplicate.settled();
    expect(duplicate.runs).toEqual([]);

    tab.runs[0]?.finish('sunny');
    await tab.settled();
    turn.append(toolCall('a', 'finished', 900, { result: 'sunny' }));
    await tab.settled();
    await duplicate.settled();
    expect(duplicate.runs).toEqual([]);
    tab.session.detach();
    await tab.settled();
    await duplicate.settled();

    expect(duplicate.runs.map(({ callId }) => callId)).toEqual(['b']);
  });
});
