import { describe, expect, it } from 'vitest';

import type { FakeTurn } from '../fakes/fake-server.js';
import { cancelled, done, failed, text } from '../fakes/events.js';
import { FakeTurnPage } from '../fakes/fake-turn-page.js';

const post = '/api/chat/stream';
const proposal = { message: 'Write the proposal.', profile: 'proposal' };

/** Appends the beginning of a structured answer. */
function begins(turn: FakeTurn): void {
  turn.append(
    {
      type: 'estimate',
      ttft_ms: { p50: 500, p90: 700 },
      total_ms: { p50: 12_000, p90: 13_000 },
      samples: 40,
    },
    { type: 'summary', text: 'In brief.' },
    { type: 'section', index: 1, count: 5, title: 'Goals', state: 'started' },
    text('## Goals\n'),
  );
}

describe('asking', () => {
  it('shows the placeholder before anything is sent', () => {
    const page = new FakeTurnPage();
    expect(page.turn.state).toBe('idle');

    page.session.start(proposal);

    expect(page.turn).toMatchObject({ state: 'pending', active: true, request: proposal });
    expect(page.server.requests).toHaveLength(0);
  });

  it('shows sections, summary, estimate and text as they come', async () => {
    const page = new FakeTurnPage();
    page.session.start(proposal);
    await page.painted();

    begins(page.server.turn);
    await page.painted();

    expect(page.turn.state).toBe('streaming');
    expect(page.turn.turn).toMatchObject({
      estimate: { totalMs: { p50: 12_000 } },
      summary: { text: 'In brief.', complete: true },
      sectionCount: 5,
      sections: [{ index: 1, title: 'Goals', state: 'started' }],
      text: '## Goals\n',
    });
  });

  it('starts one turn, however often the button is clicked', async () => {
    const page = new FakeTurnPage();

    const taken = [page.session.start(proposal), page.session.start(proposal)];
    await page.painted();

    expect(taken).toEqual([true, false]);
    expect(page.server.requestsTo(post)).toHaveLength(1);
  });

  it('starts nothing for a blank message', () => {
    expect(new FakeTurnPage().session.start({ message: ' ' })).toBe(false);
  });

  it('notifies the page of the turn ID, once', async () => {
    const page = new FakeTurnPage();
    page.session.start(proposal);
    await page.painted();
    await page.reload();

    expect(page.named).toEqual(['t1']);
  });
});

describe('a reload', () => {
  it('loses, repeats and restarts nothing in the middle of an answer', async () => {
    const page = new FakeTurnPage();
    page.session.start(proposal);
    await page.painted();
    begins(page.server.turn);
    await page.painted();
    const before = page.turn;

    await page.reload();
    expect(page.turn).toEqual({ ...before, connection: 'open' });
    page.server.turn.append(text('More.'), done);
    await page.painted();

    expect(page.turn).toMatchObject({ state: 'complete', turn: { text: '## Goals\nMore.' } });
    expect(page.server.requestsTo(post)).toHaveLength(1);
  });

  it('resends the request with the same key if the server has not assigned a turn ID', async () => {
    const page = new FakeTurnPage();
    page.server.losesNextAnswer();
    page.session.start(proposal);
    await page.painted();

    await page.reload();

    const keys = page.server.requestsTo(post).map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual(['key-1', 'key-1']);
    expect(page.server.turns).toHaveLength(1);
  });

  it('shows a finished turn again, with its question', async () => {
    const page = new FakeTurnPage();
    page.session.start(proposal);
    await page.painted();
    page.server.turn.append(text('Whole.'), done);
    await page.painted();

    await page.reload();

    expect(page.turn).toMatchObject({ state: 'complete', request: proposal, active: false });
  });

  it('shows nothing after the answer has been removed', async () => {
    const page = new FakeTurnPage();
    page.session.start(proposal);
    await page.painted();
    page.server.turn.append(text('Whole.'), done);
    await page.painted();

    page.session.reset();
    await page.reload();

    expect(page.turn.state).toBe('idle');
  });
});

describe('another page', () => {
  it('shows the turn that its address names', async () => {
    const page = new FakeTurnPage();
    page.server.addTurn().append(text('Half'));

    page.open('t1');
    await page.painted();

    expect(page.turn).toMatchObject({ state: 'streaming', turn: { text: 'Half' } });
    expect(page.turn.request).toBeUndefined();
    expect(page.turn.startedAtMs).toBeUndefined();
  });

  it('reports that the turn does not exist', async () => {
    const page = new FakeTurnPage();

    page.open('t404');
    await page.painted();

    expect(page.turn).toMatchObject({ state: 'missing', active: false, answer: undefined });
  });
});

describe('stopping and trying again', () => {
  it('asks the server to stop, and keeps the text', async () => {
    const page = new FakeTurnPage();
    page.session.start(proposal);
    await page.painted();
    page.server.turn.append(text('Half'));

    page.session.cancel();
    await page.painted();
    expect(page.turn.answer?.stopping).toBe(true);
    page.server.turn.append(cancelled);
    await page.painted();

    expect(page.server.requestsTo('/api/turns/t1/cancel')).toHaveLength(1);
    expect(page.turn).toMatchObject({ state: 'cancelled', turn: { text: 'Half' } });
  });

  it('asks for a new turn after one has failed', async () => {
    const page = new FakeTurnPage();
    page.session.start(proposal);
    await page.painted();
    page.server.turn.append(failed);
    await page.painted();
    expect(page.turn.answer?.failure?.message).toBe('The model is busy.');

    page.session.retry();
    await page.painted();

    expect(page.server.turns).toHaveLength(2);
    expect(page.server.requestsTo(post)[1]?.body).toEqual(proposal);
  });

  it('follows the same turn again if only the connection was lost', async () => {
    const page = new FakeTurnPage();
    page.session.start(proposal);
    await page.painted();
    page.server.turn.append(text('Half'));
    await page.painted();
    page.server.losesNext(8);
    page.server.turn.connection.cut();
    await page.passes(60_000);
    expect(page.turn.state).toBe('error');

    page.session.retry();
    await page.painted();
    page.server.turn.append(text(' and half'), done);
    await page.painted();

    expect(page.turn).toMatchObject({ state: 'complete', turn: { text: 'Half and half' } });
    expect(page.server.turns).toHaveLength(1);
  });

  it('shows a refusal again after a reload, without sending it again', async () => {
    const page = new FakeTurnPage();
    page.server.refusesNext(422, { detail: 'Name the client.', action: 'edit' });
    page.session.start(proposal);
    await page.painted();

    await page.reload();

    expect(page.turn.answer?.failure).toMatchObject({ message: 'Name the client.' });
    expect(page.server.requestsTo(post)).toHaveLength(1);
  });
});

describe('continuing an interrupted answer', () => {
  async function broken(): Promise<FakeTurnPage> {
    const page = new FakeTurnPage();
    page.session.start(proposal);
    await page.painted();
    begins(page.server.turn);
    page.server.turn.append(text('Half'), failed);
    await page.painted();
    return page;
  }

  it('is offered if there is some text', async () => {
    const page = await broken();

    expect(page.turn.continuable).toBe(true);
  });

  it('is not offered before the first word, or after the last', async () => {
    const page = new FakeTurnPage();
    page.session.start(proposal);
    await page.painted();
    page.server.turn.append(failed);
    await page.painted();
    expect(page.turn.continuable).toBe(false);
    page.session.retry();
    await page.painted();
    page.server.turn.append(text('Whole.'), done);
    await page.painted();

    expect(page.turn.continuable).toBe(false);
    expect(page.session.continueAnswer()).toBe(false);
  });

  it('requests only the rest, and shows it after the existing text', async () => {
    const page = await broken();

    page.session.continueAnswer();
    expect(page.turn).toMatchObject({ state: 'streaming', turn: { text: '## Goals\nHalf' } });
    await page.painted();
    page.server.turn.append(text(' and half'), done);
    await page.painted();

    expect(page.server.requestsTo(post)[1]?.body).toMatchObject({
      message: 'Continue.',
      profile: 'proposal',
      conversation_id: 'c1',
      continues: 't1',
    });
    expect(page.turn).toMatchObject({
      state: 'complete',
      request: proposal,
      turn: { text: '## Goals\nHalf and half', summary: { text: 'In brief.' } },
    });
  });

  it('survives a reload: the existing text is loaded first', async () => {
    const page = await broken();
    page.session.continueAnswer();
    await page.painted();
    page.server.turn.append(text(' and half'));
    await page.painted();

    await page.reload();
    await page.painted();
    page.server.turn.append(text('.'), done);
    await page.painted();

    expect(page.turn.turn.text).toBe('## Goals\nHalf and half.');
    expect(page.server.turns).toHaveLength(2);
  });

  it('sends the original request when it is retried instead', async () => {
    const page = await broken();
    page.session.continueAnswer();
    await page.painted();
    page.server.turn.append(failed);
    await page.painted();

    page.session.retry();
    await page.painted();

    expect(page.server.requestsTo(post)[2]?.body).toEqual(proposal);
    expect(page.turn.turn.text).toBe('');
  });
});

describe('a server that restarted during an answer', () => {
  it('shows the stored text, followed by the continuation', async () => {
    const page = new FakeTurnPage();
    page.session.start(proposal);
    await page.painted();
    const { turn } = page.server;
    turn.append(text('Kept.'));
    turn.connection.sendEvent(3, text(' Lost.'));
    await page.painted();
    expect(page.turn.turn.text).toBe('Kept. Lost.');

    turn.append({ ...failed, code: 'interrupted', action: 'continue' });
    await page.painted();
    await page.painted();
    expect(page.turn.turn.text).toBe('Kept.');
    page.session.continueAnswer();
    await page.painted();
    page.server.turn.append(text(' More.'), done);
    await page.painted();

    expect(page.turn).toMatchObject({ state: 'complete', turn: { text: 'Kept. More.' } });
  });
});
