import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { cancelled, done, text, thinking } from '../fakes/events.js';
import { FakeScreen } from '../fakes/fake-screen.js';
import { settled } from '../fakes/manual-clock.js';

const question = '<article class="fw-user-message">How are you?</article>';
const words = '<div class="fw-answer"><div class="fw-markdown">Well.</div></div>';
const history = {
  type: 'phase',
  name: 'history',
  label: 'Reading',
  state: 'started',
  elapsed_ms: 1,
} as const;

describe('withVitals', () => {
  let screen: FakeScreen;

  beforeEach(() => {
    screen = new FakeScreen();
  });
  afterEach(() => {
    screen.hide(false);
  });

  /** A press, a question, and the question painted 20 ms later. */
  async function asked(key = 'key'): Promise<void> {
    screen.press();
    screen.ask('How are you?', key);
    screen.show(question);
    screen.passes(20);
    await screen.paint();
  }

  /** The first text arrives and is painted. */
  async function written(): Promise<void> {
    screen.server.turn.append(text('Well.'));
    await settled();
    screen.show(words);
    await screen.paint();
  }

  it('requests no frame without changes once text is visible', async () => {
    await asked();
    await written();

    screen.server.turn.append(text(' And you?'));
    await settled();
    expect(screen.awaitsPaint).toBe(false);
    screen.show('<p>And you?</p>');
    await settled();

    expect(screen.awaitsPaint).toBe(true);
  });

  it('reports when each change was painted, counted from the click', async () => {
    await asked();
    screen.passes(80);
    screen.server.turn.append(history);
    await settled();
    screen.show('<p>Reading</p>');
    await screen.paint();
    screen.passes(500);
    await written();
    screen.passes(300);
    screen.server.turn.append(done);
    await screen.paint();

    expect(screen.told).toEqual([
      {
        turn_id: 't1',
        click_to_echo_ms: 20,
        click_to_feedback_ms: 100,
        click_to_first_text_ms: 600,
        longest_silence_ms: 500,
        total_ms: 900,
        duplicate_clicks: 0,
      },
    ]);
  });

  it("does not count the page's own changes as feedback from the server", async () => {
    await asked();
    screen.passes(50);
    screen.show('<p>A moment, please.</p>');
    await screen.paint();
    screen.passes(100);
    await written();
    screen.server.turn.append(done);
    await screen.paint();

    expect(screen.told[0]?.click_to_feedback_ms).toBe(170);
  });

  it('does not take a clock that ticks for news', async () => {
    await asked();
    screen.server.turn.append(thinking('started', 0));
    await settled();
    screen.show('<p>Thinking <span role="timer">0 s</span> <b>Reading</b></p>');
    screen.passes(100);
    await screen.paint();
    const clock = document.querySelector('[role="timer"]')?.firstChild as Text;
    for (let second = 1; second <= 4; second += 1) {
      screen.passes(1_000);
      clock.data = `${String(second)} s`;
      await settled();
      expect(screen.awaitsPaint).toBe(false);
    }
    screen.server.turn.append(thinking('finished', 4_000));
    await settled();
    screen.show('<p>Thought for 4 s</p>');
    await screen.paint();
    screen.server.turn.append(done);
    await screen.paint();

    expect(screen.told[0]).toMatchObject({
      click_to_feedback_ms: 120,
      longest_silence_ms: 4_000,
    });
  });

  it.each([
    ['a new headline', 'p > b'],
    ['more tokens', 'p > i'],
    ['the end of a thought', 'p'],
  ])('takes %s for news', async (_, changed) => {
    await asked();
    screen.server.turn.append(thinking('started', 0));
    await settled();
    screen.show(
      '<p>Thinking <span role="timer">0 s</span> <b>Reading</b> <i>about 10 tokens</i></p>',
    );
    await screen.paint();
    screen.passes(3_000);
    screen.server.turn.append(thinking('progress', 3_000));
    await settled();
    const part = document.querySelector(`main > ${changed}`);
    if (part !== null) part.textContent = 'Something else';
    await screen.paint();
    screen.passes(2_000);
    screen.server.turn.append(done);
    await screen.paint();

    expect(screen.told[0]?.longest_silence_ms).toBe(3_000);
  });

  it('counts words when they are painted, not when they arrive', async () => {
    await asked();
    screen.server.turn.append(text('Well.'));
    await screen.paint();
    screen.passes(400);
    screen.show(words);
    await screen.paint();
    screen.server.turn.append(done);
    await screen.paint();

    expect(screen.told[0]?.click_to_first_text_ms).toBe(420);
  });

  it('does not take an earlier answer for this one', async () => {
    screen.show(words);
    await asked();
    screen.passes(100);
    screen.server.turn.append(history);
    await settled();
    screen.show('<p>Reading</p>');
    await screen.paint();
    screen.server.turn.append(cancelled);
    await screen.paint();

    expect(screen.told[0]).not.toHaveProperty('click_to_first_text_ms');
  });

  it('counts only repetitions of the same press during the turn', async () => {
    await asked();
    screen.press();
    screen.press();
    document.getElementById('other')?.click();
    screen.server.turn.append(done);
    await screen.paint();
    screen.press();

    expect(screen.told[0]?.duplicate_clicks).toBe(2);
  });

  it('excludes the time in which the page was hidden', async () => {
    await asked();
    screen.passes(200);
    screen.hide(true);
    screen.passes(60_000);
    screen.hide(false);
    screen.passes(50);
    await written();
    screen.server.turn.append(done);
    await screen.paint();

    expect(screen.told).toEqual([
      { turn_id: 't1', click_to_echo_ms: 20, longest_silence_ms: 200, duplicate_clicks: 0 },
    ]);
  });

  it('counts no silence in a hidden tab that is left', async () => {
    await asked();
    screen.passes(200);
    screen.hide(true);
    screen.passes(60_000);
    screen.leave();

    expect(screen.told).toEqual([
      {
        turn_id: 't1',
        click_to_echo_ms: 20,
        longest_silence_ms: 200,
        abandoned: true,
        duplicate_clicks: 0,
      },
    ]);
  });

  it('reports a turn that ends in a hidden tab without waiting for a paint', async () => {
    await asked();
    screen.hide(true);
    screen.server.turn.append(done);
    await settled();

    expect(screen.told).toHaveLength(1);
    expect(screen.told[0]).not.toHaveProperty('abandoned');
  });

  it('reports that the page was left before the end', async () => {
    await asked();
    screen.passes(3_000);
    screen.leave();

    expect(screen.told).toEqual([
      {
        turn_id: 't1',
        click_to_echo_ms: 20,
        longest_silence_ms: 3_000,
        abandoned: true,
        duplicate_clicks: 0,
      },
    ]);
  });

  it('continues to count from the click after a reload', async () => {
    await asked();
    screen.passes(100);
    screen.leave();
    screen.reloaded = true;
    screen.passes(900);
    screen.open();
    screen.follow('t1');
    await written();
    screen.server.turn.append(done);
    await screen.paint();

    expect(screen.told.at(-1)).toEqual({
      turn_id: 't1',
      click_to_echo_ms: 20,
      click_to_feedback_ms: 1_020,
      click_to_first_text_ms: 1_020,
      longest_silence_ms: 1_000,
      total_ms: 1_020,
      duplicate_clicks: 0,
    });
  });

  it('is not reported as abandoned if the answer was seen after a reload', async () => {
    await asked();
    screen.leave();
    screen.reloaded = true;
    screen.passes(900);
    screen.open();
    screen.ask('How are you?', 'key');
    await settled();
    screen.server.turn.append(done);
    await screen.paint();

    expect(screen.server.turns).toHaveLength(1);
    expect(screen.told.at(-1)).toMatchObject({ click_to_echo_ms: 20, total_ms: 920 });
    expect(screen.told.at(-1)).not.toHaveProperty('abandoned');
    expect(screen.kept).toBe('[]');
  });

  it('forgets a turn that ended on a page to which the user returned', async () => {
    await asked();
    screen.leave();
    expect(screen.kept).toContain('"turnId":"t1"');

    screen.server.turn.append(done);
    await screen.paint();

    expect(screen.kept).toBe('[]');
  });

  it('measures nothing from the click once the user has gone to another page and back', async () => {
    await asked();
    screen.leave();
    screen.passes(60_000);
    screen.open();
    screen.follow('t1');
    await written();
    screen.server.turn.append(done);
    await screen.paint();

    expect(screen.told.at(-1)).toEqual({
      turn_id: 't1',
      click_to_echo_ms: 20,
      longest_silence_ms: 20,
      duplicate_clicks: 0,
    });
  });

  it('excludes the time in which the user was elsewhere', async () => {
    await asked();
    const away = new AbortController();
    screen.ask('And you?', 'other', away.signal);
    await settled();
    away.abort();
    await settled();
    screen.passes(60_000);
    screen.follow('t2');
    await written();
    screen.server.turn.append(done);
    await screen.paint();

    const last = screen.told.at(-1);
    expect(last?.turn_id).toBe('t2');
    expect(last?.longest_silence_ms).toBeLessThan(1_000);
    expect(last).not.toHaveProperty('total_ms');
  });

  it('reports nothing about a turn that was rejected, or that this page did not start', async () => {
    screen.server.refusesNext(422, { detail: 'No.' });
    await asked();
    screen.leave();
    expect(screen.kept).toBeNull();
    screen.server.addTurn();
    screen.follow('t1');
    await settled();
    screen.server.turn.append(done);
    await screen.paint();

    expect(screen.told).toEqual([]);
  });

  it('measures the configured share, each turn either always or never', async () => {
    screen = new FakeScreen({ sample: 0.5 });
    for (let turn = 0; turn < 200; turn += 1) {
      const key = `key-${String(turn % 100)}`;
      screen.ask('How are you?', key);
      await settled();
      if (turn < 100) screen.server.turn.append(done);
      await screen.paint();
    }

    const ids = screen.told.map(({ turn_id: id }) => id);
    const once = new Set(ids);
    expect(ids).toHaveLength(once.size * 2);
    expect(once.size).toBeGreaterThan(30);
    expect(once.size).toBeLessThan(70);
  });

  it('sends at most 1 KB', async () => {
    await asked();
    screen.passes(1e12);
    await written();
    for (let time = 0; time < 2_000; time += 1) screen.press();
    screen.server.turn.append(done);
    await screen.paint();

    expect(screen.told[0]).toMatchObject({ total_ms: 3_600_000, duplicate_clicks: 1_000 });
    expect(screen.bytes[0]).toBeLessThanOrEqual(1_024);
  });

  it('sends its headers, if any', async () => {
    const requests: RequestInit[] = [];
    const real = globalThis.fetch;
    globalThis.fetch = (_url, init) => {
      requests.push(init ?? {});
      return Promise.resolve(new Response(null, { status: 204 }));
    };
    screen = new FakeScreen({ headers: () => ({ authorization: 'Bearer fw_1' }) });
    await asked();
    screen.server.turn.append(done);
    await screen.paint();
    globalThis.fetch = real;

    expect(screen.told).toEqual([]);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'POST',
      keepalive: true,
      headers: { authorization: 'Bearer fw_1' },
    });
  });
});
