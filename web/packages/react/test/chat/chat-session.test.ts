import { describe, expect, it } from 'vitest';

import { cancelled, done, failed, text } from '../fakes/events.js';
import { FakePage } from '../fakes/fake-page.js';

const post = '/api/chat/stream';

describe('sending', () => {
  it('shows the message and a placeholder before anything is sent', () => {
    const page = new FakePage();

    page.session.send('Hello');

    expect(page.shown).toEqual(['sent: Hello', 'pending: ']);
    expect(page.chat.active).toBe(true);
    expect(page.server.requests).toHaveLength(0);
  });

  it('grows the answer frame by frame until it is complete', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();

    page.server.turn.append(text('Good '));
    await page.painted();
    expect(page.shown[1]).toBe('streaming: Good ');
    page.server.turn.append(text('day'), done);
    await page.painted();

    expect(page.shown[1]).toBe('complete: Good day');
    expect(page.chat.active).toBe(false);
  });

  it('shows the first words without waiting for a frame, and later ones with the next', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();

    page.server.turn.append(text('Good '));
    await page.environment.clock.pass(0);
    expect(page.shown[1]).toBe('streaming: Good ');
    page.server.turn.append(text('day'));
    await page.environment.clock.pass(0);

    expect(page.shown[1]).toBe('streaming: Good ');
    page.frames.paint();
    expect(page.shown[1]).toBe('streaming: Good day');
  });

  it('sends one message at a time', async () => {
    const page = new FakePage();

    const taken = [
      page.session.send('Hello'),
      page.session.send('Hello'),
      page.session.send('More'),
    ];
    await page.painted();

    expect(taken).toEqual([true, false, false]);
    expect(page.server.requestsTo(post)).toHaveLength(1);
  });

  it('does not send a blank message', () => {
    const page = new FakePage();

    expect(page.session.send(' \n')).toBe(false);
    expect(page.shown).toEqual([]);
  });

  it('sends an image without a text', async () => {
    const page = new FakePage();
    const image = { type: 'image', media_type: 'image/png', data: 'AA==' } as const;

    expect(page.session.send('', { attachments: [] })).toBe(false);
    expect(page.session.send('', { attachments: [image] })).toBe(true);
    await page.painted();

    expect(page.server.requestsTo(post)[0]?.body).toEqual({
      message: [image, { type: 'text', text: '' }],
    });
    expect(page.chat.messages[0]).toMatchObject({ text: '', parts: [image] });
  });

  it('names a new conversation, and continues it', async () => {
    const page = new FakePage();
    const named: string[] = [];
    page.session.configure({ profile: 'chat' }, (id) => named.push(id));

    page.session.send('Hello');
    await page.painted();
    page.server.turn.append(done);
    await page.painted();
    page.session.send('And then?');
    await page.painted();

    expect(named).toEqual(['c1']);
    expect(page.server.requestsTo(post).map(({ body }) => body)).toEqual([
      { message: 'Hello', profile: 'chat' },
      { message: 'And then?', profile: 'chat', conversation_id: 'c1' },
    ]);
  });

  it('keeps the key of a message when the server names it', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    const keys = page.chat.messages.map(({ key }) => key);

    await page.painted();
    page.server.turn.append(done);
    await page.painted();

    expect(page.chat.messages.map(({ key }) => key)).toEqual(keys);
    expect(page.chat.messages.map(({ id }) => id)).toEqual(['u1', 'a1']);
  });

  it('delivers the text at once when the page is hidden', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();
    page.server.turn.append(text('un'));
    await page.painted();
    page.server.turn.append(text('seen'));
    await page.environment.clock.pass(0);
    expect(page.shown[1]).toBe('streaming: un');

    page.frames.hide();

    expect(page.shown[1]).toBe('streaming: unseen');
  });
});

describe('stopping', () => {
  it('asks the server, and keeps the text', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();
    page.server.turn.append(text('half'));

    page.session.cancel();
    await page.painted();
    expect(page.chat.messages[1]?.stopping).toBe(true);
    expect(page.server.requestsTo('/api/turns/t1/cancel')).toHaveLength(1);
    page.server.turn.append(cancelled);
    await page.painted();

    expect(page.shown[1]).toBe('cancelled: half');
    expect(page.chat.active).toBe(false);
  });

  it('stops once, however often it is clicked', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();

    page.session.cancel();
    page.session.cancel();
    await page.painted();

    expect(page.server.requestsTo('/api/turns/t1/cancel')).toHaveLength(1);
  });

  it('waits for the turn ID before it asks the server', async () => {
    const page = new FakePage();
    page.session.send('Hello');

    page.session.cancel();
    await page.painted();

    expect(page.server.requestsTo('/api/turns/t1/cancel')).toHaveLength(1);
  });

  it('does not wait for a server that never answers', async () => {
    const page = new FakePage();
    page.server.leavesNextUnanswered();
    page.session.send('Hello');
    await page.painted();

    page.session.cancel();
    await page.passes(2_000);

    expect(page.shown[1]).toBe('cancelled: ');
    expect(page.store.texts.size).toBe(0);
  });

  it('does not wait while the connection is lost', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();
    page.server.turn.append(text('half'));
    await page.painted();
    page.server.turn.connection.cut();
    await page.painted();

    page.session.cancel();

    expect(page.shown[1]).toBe('cancelled: half');
  });
});

describe('failing', () => {
  it('keeps the text, and says why', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();

    page.server.turn.append(text('half'), failed);
    await page.painted();

    expect(page.shown[1]).toBe('error: half');
    expect(page.chat.messages[1]?.failure).toMatchObject({
      message: 'The model is busy.',
      action: 'retry',
    });
  });

  it('resends a failed message as a new turn below it', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();
    page.server.turn.append(text('half'), failed);
    await page.painted();

    page.session.retry();
    await page.painted();

    expect(page.shown).toEqual(['sent: Hello', 'error: half', 'sent: Hello', 'pending: ']);
    expect(page.server.turns).toHaveLength(2);
  });

  it('resends a rejected message in place, with a new key', async () => {
    const page = new FakePage();
    page.server.refusesNext(429, { detail: 'Too often.', action: 'wait' }, { 'retry-after': '7' });
    page.session.send('Hello');
    await page.painted();
    expect(page.chat.messages[1]?.failure).toMatchObject({
      message: 'Too often.',
      action: 'wait',
      retryAfterMs: 7000,
    });

    page.session.retry();
    await page.painted();

    expect(page.shown).toEqual(['sent: Hello', 'pending: ']);
    const keys = page.server.requestsTo(post).map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
  });

  it('resends a message that may have arrived with the same key', async () => {
    const page = new FakePage();
    page.server.losesNext(9);
    page.session.send('Hello');
    await page.passes(60_000);
    expect(page.shown[1]).toBe('error: ');

    page.session.retry();
    await page.painted();

    const keys = page.server.requestsTo(post).map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(1);
    expect(page.shown).toEqual(['sent: Hello', 'pending: ']);
  });

  it('resumes a turn whose connection was lost for good', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();
    page.server.turn.append(text('one '));
    await page.painted();
    page.server.losesNext(8);
    page.server.turn.connection.cut();
    await page.passes(60_000);
    expect(page.shown[1]).toBe('error: one ');

    page.session.retry();
    page.server.turn.append(text('two'), done);
    await page.painted();

    expect(page.shown).toEqual(['sent: Hello', 'complete: one two']);
    expect(page.server.turns).toHaveLength(1);
  });

  it('has nothing to retry after an answer that is complete', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();
    page.server.turn.append(done);
    await page.painted();

    expect(page.session.retry()).toBe(false);
  });
});

describe('leaving a conversation', () => {
  it('ends the reading, not the turn', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();

    page.session.detach();
    await page.painted();

    expect(page.server.turn.connection.isOpen).toBe(false);
    expect(page.server.requestsTo('/api/turns/t1/cancel')).toHaveLength(0);
  });

  it('abandons a message that the server has not accepted', async () => {
    const page = new FakePage();
    page.server.leavesNextUnanswered();
    page.session.send('Hello');

    page.session.detach();
    page.open();
    await page.painted();

    expect(page.shown).toEqual([]);
    expect(page.store.texts.size).toBe(0);
  });

  it('starts a new one empty, even right after the ID was assigned', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();

    page.session.detach();
    page.open();
    await page.painted();

    expect(page.chat.conversationId).toBeUndefined();
    expect(page.shown).toEqual([]);
  });

  it('keeps that message if the page returns immediately', async () => {
    const page = new FakePage();
    page.server.leavesNextUnanswered();
    page.session.send('Hello');
    await page.painted();

    page.session.detach();
    page.session.attach();
    await page.painted();

    expect(page.shown).toEqual(['sent: Hello', 'pending: ']);
    expect(page.server.turns).toHaveLength(1);
  });
});

describe('continuing an interrupted answer', () => {
  it('requests the rest in a separate message', async () => {
    const page = new FakePage();
    page.session.configure({ profile: 'chat' }, undefined);
    page.session.send('Hello');
    await page.painted();
    page.server.turn.append(text('Good'), failed);
    await page.painted();

    expect(page.session.continueAnswer()).toBe(true);
    await page.painted();
    page.server.turn.append(text(' day'), done);
    await page.painted();

    expect(page.server.requestsTo(post)[1]?.body).toEqual({
      message: 'Continue.',
      profile: 'chat',
      conversation_id: 'c1',
      continues: 't1',
    });
    expect(page.shown).toEqual(['sent: Hello', 'error: Good', 'sent: Continue.', 'complete:  day']);
  });

  it('does nothing if there is no text', async () => {
    const page = new FakePage();
    page.session.send('Hello');
    await page.painted();
    page.server.turn.append(failed);
    await page.painted();

    expect(page.session.continueAnswer()).toBe(false);
  });
});
