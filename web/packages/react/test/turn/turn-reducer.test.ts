import { describe, expect, it } from 'vitest';

import type { SlowEvent, TurnEvent } from '../../src/client/index.js';
import { emptyTurn, turnReducer, type TurnView } from '../../src/index.js';
import { cancelled, done, failed, latency, start, text, thinking } from '../fakes/events.js';

function after(...events: TurnEvent[]): TurnView {
  return events.reduce(turnReducer, emptyTurn);
}

function phase(
  name: string,
  state: 'started' | 'finished' | 'degraded' | 'failed',
  elapsedMs: number,
): TurnEvent {
  return { type: 'phase', name, label: `Doing ${name}`, state, elapsed_ms: elapsedMs };
}

const slow: SlowEvent = {
  type: 'slow',
  message: 'This takes longer than usual.',
  waited_ms: 5000,
  action: 'cancel',
};

describe('turnReducer', () => {
  it('takes its names from the start', () => {
    expect(after(start())).toMatchObject({
      status: 'waiting',
      turnId: 't1',
      conversationId: 'c1',
      userMessageId: 'u1',
      assistantMessageId: 'a1',
      simulated: true,
    });
  });

  it('keeps the sources found in the documents', () => {
    const source = { index: 1, document_id: 'd1', title: 'Guide', source: '', heading: 'Setup' };

    expect(after(start(), { type: 'sources', sources: [source] }).sources).toEqual([source]);
  });

  it('keeps phases in the order in which they began', () => {
    const { phases } = after(
      phase('history', 'started', 1),
      phase('search', 'started', 2),
      phase('history', 'finished', 40),
    );

    expect(phases).toEqual([
      { name: 'history', label: 'Doing history', state: 'finished', startedMs: 1, finishedMs: 40 },
      { name: 'search', label: 'Doing search', state: 'started', startedMs: 2 },
    ]);
  });

  it('shows a phase that starts again as the newest', () => {
    const { phases } = after(
      phase('model', 'started', 1),
      phase('model', 'failed', 9),
      phase('prompt', 'finished', 10),
      phase('model', 'started', 11),
    );

    expect(phases.map(({ name, state }) => [name, state])).toEqual([
      ['prompt', 'finished'],
      ['model', 'started'],
    ]);
  });

  it('appends text in the order of arrival', () => {
    expect(after(start(), text('one '), text('two'))).toMatchObject({
      status: 'writing',
      text: 'one two',
    });
  });

  it('replaces a model that was hedged or failed over', () => {
    const turn = after(
      { type: 'model', model: 'large', reason: 'complex' },
      { type: 'model', model: 'small', reason: 'fallback' },
    );

    expect(turn.model).toEqual({ name: 'small', reason: 'fallback' });
  });

  it('appends to the summary, and replaces it once it is complete', () => {
    const growing = after(
      { type: 'summary_text', text: 'In ' },
      { type: 'summary_text', text: 'short' },
    );

    expect(growing.summary).toEqual({ text: 'In short', complete: false });
    expect(turnReducer(growing, { type: 'summary', text: 'In short.' }).summary).toEqual({
      text: 'In short.',
      complete: true,
    });
  });

  it('tracks which sections are complete, and how many are expected', () => {
    const turn = after(
      { type: 'section', index: 1, count: 5, title: 'Goals', state: 'started' },
      { type: 'section', index: 1, count: 5, title: 'Goals', state: 'complete' },
      { type: 'section', index: 2, count: 5, title: 'Plan', state: 'started' },
    );

    expect(turn.sectionCount).toBe(5);
    expect(turn.sections).toEqual([
      { index: 1, title: 'Goals', state: 'complete' },
      { index: 2, title: 'Plan', state: 'started' },
    ]);
  });

  it('is slow until there is text again', () => {
    const waiting = after(start(), slow);

    expect(waiting.slow?.message).toBe('This takes longer than usual.');
    expect(turnReducer(waiting, text('Here')).slow).toBeUndefined();
  });

  it('keeps what a slow turn waits for, and how long such waits usually are', () => {
    const { slow: kept } = after({
      ...slow,
      kind: 'thinking',
      typical_ms: { p50: 11_000, p95: 40_000 },
    });

    expect(kept).toEqual({
      message: 'This takes longer than usual.',
      waitedMs: 5_000,
      kind: 'thinking',
      typicalMs: { p50: 11_000, p95: 40_000 },
    });
  });

  it.each(['started', 'progress'] as const)('is no longer slow once a thought has %s', (state) => {
    const waiting = after(start(), thinking('started', 0), slow);

    expect(turnReducer(waiting, thinking(state, 100)).slow).toBeUndefined();
  });

  it('hides an estimate that no measured answer is behind', () => {
    const turn = after({
      type: 'estimate',
      ttft_ms: { p50: 700, p90: 1500 },
      total_ms: { p50: 2_350, p90: 3_000 },
      samples: 0,
    });

    expect(turn.estimate).toBeUndefined();
  });

  it('keeps the newest estimate', () => {
    const turn = after({
      type: 'estimate',
      ttft_ms: { p50: 700, p90: 1500 },
      total_ms: { p50: 6000, p90: 9000 },
      samples: 40,
    });

    expect(turn.estimate?.totalMs).toEqual({ p50: 6000, p90: 9000 });
  });

  it('completes with its latency', () => {
    expect(after(start(), text('all'), done)).toMatchObject({
      status: 'ended',
      end: { kind: 'done', finishReason: 'stop' },
      latency,
    });
  });

  it('keeps the text of a turn that was stopped', () => {
    expect(after(text('half'), slow, cancelled)).toMatchObject({
      text: 'half',
      end: { kind: 'cancelled', by: 'user' },
    });
  });

  it('keeps the text and the reason of a turn that failed', () => {
    expect(after(text('half'), { ...failed, retry_after_ms: 2000 })).toMatchObject({
      text: 'half',
      end: {
        kind: 'failed',
        message: 'The model is busy.',
        action: 'retry',
        retryAfterMs: 2000,
      },
    });
  });

  it('is no longer slow once it has ended', () => {
    expect(after(slow, cancelled).slow).toBeUndefined();
  });

  it('ignores events after its end', () => {
    const ended = after(start(), done);

    expect(turnReducer(ended, text('late'))).toBe(ended);
  });

  it('is not changed by an event that it does not know', () => {
    const turn = after(start());

    expect(turnReducer(turn, { type: 'unknown', name: 'weather', fields: {} })).toBe(turn);
  });
});
