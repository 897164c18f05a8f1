import { describe, expect, it } from 'vitest';

import { PendingRequestStore } from '../../src/session/pending-request.js';
import type { MessageRecord } from '../../src/client/index.js';
import { done, failed, latency, text } from '../fakes/events.js';
import { FakePage } from '../fakes/fake-page.js';

const post = '/api/chat/stream';

function record(
  id: string,
  role: 'user' | 'assistant',
  said: string,
  state = 'done',
): MessageRecord {
  return {
    id,
    role,
    text: said,
    state,
    created_at: '2026-11-22T10:00:00Z',
    turn_id: id.replace(/^[ua]/, 't'),
  };
}

describe('a reload', () => {
  it('before the response resends the message with the same key', async () => {
    const page = new FakePage();
    page.server.leavesNextUnanswered();
    page.session.send('Hello');
    await page.painted();

    await page.reload();

    expect(page.shown).toEqual(['sent: Hello', 'pending: ']);
    const keys = page.server.requestsTo(post).map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual(['key-1', 'key-1']);
  });

  it('after the message was accepted starts no second turn', async () => {
    const page = new FakePage();
    page.server.losesNextAnswer();
    page.session.send('Hello');
    await page.painted();
    page.server.turn.append(text('once'));

    await page.reload();

    expect(page.server.turns).toHaveLength(1);
    expect(page.shown).toEqual(['sent: Hello', 'streaming: once']);
  });

  it('while the conversation gets its ID does not lose it', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();
    page.server.turn.append(text('there'));

    // The URL had no time to change: the reloaded page is that of a new conversation.
    page.open();
    await page.painted();

    expect(page.shown).toEqual(['sent: Hello', 'streaming: there']);
    expect(page.chat.conversationId).toBe('c1');
    expect(page.server.turns).toHaveLength(1);
  });

  it('starts a new conversation if it happens long after that', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();
    await page.passes(5_000);

    page.open();
    await page.painted();

    expect(page.shown).toEqual([]);
  });

  it('while the answer is pending follows the turn', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();
    page.server.conversations.set('c1', {
      messages: [record('u1', 'user', 'Hello')],
      active_turn: 't1',
    });

    await page.reload();
    expect(page.shown).toEqual(['sent: Hello', 'pending: ']);
    page.server.turn.append(text('there'), done);
    await page.painted();

    expect(page.shown).toEqual(['sent: Hello', 'complete: there']);
    expect(page.server.requestsTo(post)).toHaveLength(1);
  });

  it('in the middle of an answer loses and repeats nothing', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();
    page.server.turn.append(text('one '), text('two '));
    await page.painted();
    page.server.conversations.set('c1', {
      messages: [record('u1', 'user', 'Hello'), record('a1', 'assistant', 'one two ', 'streaming')],
      active_turn: 't1',
    });

    await page.reload();
    expect(page.shown).toEqual(['sent: Hello', 'streaming: one two ']);
    page.server.turn.append(text('three'), done);
    await page.painted();

    expect(page.shown).toEqual(['sent: Hello', 'complete: one two three']);
  });

  it('after a rejection shows the message without resending it', async () => {
    const page = new FakePage();
    page.server.refusesNext(422, { detail: 'Too long.', action: 'edit' });
    page.session.send('Hello');
    await page.painted();

    await page.reload();

    expect(page.shown).toEqual(['sent: Hello', 'error: ']);
    expect(page.chat.messages[1]?.failure?.message).toBe('Too long.');
    expect(page.server.requestsTo(post)).toHaveLength(1);
  });

  it('long after an unanswered message does not resend it', async () => {
    const page = new FakePage();
    new PendingRequestStore(page.store, 'firstword.pending').write(undefined, {
      request: { message: 'Hello' },
      idempotencyKey: 'key-of-yesterday',
      createdAtMs: page.environment.clock.now() - 11 * 60 * 1000,
    });

    await page.reload();

    expect(page.shown).toEqual(['sent: Hello', 'error: ']);
    expect(page.server.requestsTo(post)).toHaveLength(0);
  });

  it('in a known conversation shows a pending message once, though the server lists it too', async () => {
    const page = new FakePage();
    page.server.conversations.set('c1', { messages: [] });
    page.open('c1');
    await page.painted();
    page.server.losesNextAnswer();
    page.session.send('Hello');
    await page.painted();
    page.server.conversations.set('c1', {
      messages: [record('u1', 'user', 'Hello')],
      active_turn: 't1',
    });

    await page.reload();

    expect(page.shown).toEqual(['sent: Hello', 'pending: ']);
  });
});

describe('opening a conversation', () => {
  it('shows its newest page, and the pages before it on demand', async () => {
    const page = new FakePage();
    page.server.conversations.set('c1', {
      messages: [record('u2', 'user', 'Newer')],
      next_before: 'u2',
    });
    page.server.conversations.set('u2', { messages: [record('u1', 'user', 'Older')] });

    page.open('c1');
    expect(page.chat.history.kind).toBe('loading');
    await page.painted();
    expect(page.chat.history).toMatchObject({ kind: 'ready', hasOlder: true });
    await page.session.loadOlder();

    expect(page.shown).toEqual(['sent: Older', 'sent: Newer']);
    expect(page.chat.history).toMatchObject({ hasOlder: false });
  });

  it('reports that it does not exist', async () => {
    const page = new FakePage();

    page.open('nowhere');
    await page.painted();

    expect(page.chat.history).toEqual({ kind: 'missing' });
  });

  it('reports a lost server, and loads again on demand', async () => {
    const page = new FakePage();
    page.server.conversations.set('c1', { messages: [record('u1', 'user', 'Hello')] });
    page.server.losesNext();
    page.open('c1');
    await page.painted();
    expect(page.chat.history).toMatchObject({ kind: 'failed', failure: { action: 'retry' } });

    page.session.reload();
    await page.painted();

    expect(page.shown).toEqual(['sent: Hello']);
  });

  it('recalls why its newest answer failed', async () => {
    const page = new FakePage();
    page.server.addTurn().append(text('half'), failed);
    page.server.conversations.set('c1', {
      messages: [record('u1', 'user', 'Hello'), record('a1', 'assistant', 'half', 'failed')],
    });

    page.open('c1');
    await page.painted();

    expect(page.shown[1]).toBe('error: half');
    expect(page.chat.messages[1]?.failure?.message).toBe('The model is busy.');
  });

  it('recalls how long its newest answer took', async () => {
    const page = new FakePage();
    page.server.addTurn().append(text('whole'), done);
    page.server.conversations.set('c1', {
      messages: [record('u1', 'user', 'Hello'), record('a1', 'assistant', 'whole')],
    });

    page.open('c1');
    await page.painted();

    expect(page.chat.messages[1]?.turn?.latency).toEqual(latency);
  });

  it('shows an answer that was left unfinished as stopped', async () => {
    const page = new FakePage();
    page.server.conversations.set('c1', {
      messages: [record('u1', 'user', 'Hello'), record('a1', 'assistant', 'half', 'streaming')],
    });

    page.open('c1');
    await page.painted();

    expect(page.shown[1]).toBe('cancelled: half');
  });

  it('sends a failed question of an earlier visit again', async () => {
    const page = new FakePage();
    page.server.conversations.set('c1', {
      messages: [record('u1', 'user', 'Hello'), record('a1', 'assistant', '', 'failed')],
    });
    page.open('c1');
    await page.painted();

    page.session.retry();
    await page.painted();

    expect(page.server.requestsTo(post)[0]?.body).toEqual({
      message: 'Hello',
      conversation_id: 'c1',
    });
  });

  it.each([
    ['with its text', 'Look', [{ type: 'text', text: 'Look' }]],
    ['without one', '', []],
  ] as const)('sends its stored images and files again, %s', async (_, text, texts) => {
    const page = new FakePage();
    const image = { type: 'image', media_type: 'image/png', sha256: 'ab', bytes: 2 } as const;
    const file = { type: 'file', name: 'menu.pdf', sha256: 'cd', bytes: 9 } as const;
    const question = { ...record('u1', 'user', text), parts: [image, file, ...texts] };
    page.server.conversations.set('c1', {
      messages: [question, record('a1', 'assistant', '', 'failed')],
    });
    page.open('c1');
    await page.painted();

    expect(page.session.retry()).toBe(true);
    await page.painted();

    expect(page.server.requestsTo(post)[0]?.body).toEqual({
      message: [image, file, { type: 'text', text }],
      conversation_id: 'c1',
    });
    expect(page.chat.messages.at(-2)?.parts).toEqual([image, file]);
  });

  it('accepts messages before it is loaded', async () => {
    const page = new FakePage();
    page.server.conversations.set('c1', { messages: [record('u9', 'user', 'Earlier')] });
    page.open('c1');

    page.session.send('Hello');
    await page.painted();

    expect(page.shown).toEqual(['sent: Earlier', 'sent: Hello', 'pending: ']);
  });
});
