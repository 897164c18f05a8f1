import { describe, expect, it } from 'vitest';

import type { TurnWaterfall } from '../../src/latency/latency-records.js';
import { turnBars } from '../../src/latency/turn-bars.js';

const turn: TurnWaterfall = {
  turn_id: 't1',
  ended_at: '2026-11-26T12:00:00Z',
  tenant: 'acme',
  profile: 'chat',
  outcome: 'done',
  total_ms: 1_000,
  silence_ms: 400,
  spans: [
    { name: 'history', start_ms: 1, duration_ms: 99, state: 'finished', critical: true },
    { name: 'model', start_ms: 100, duration_ms: 400, state: 'finished', critical: true },
  ],
  attempts: [{ model: 'claude-haiku-4-5', reason: 'simple', start_ms: 100 }],
};

const names = (of: TurnWaterfall) => turnBars(of).map(({ name, startMs }) => [name, startMs]);

describe('turnBars', () => {
  it('counts from the request if the browser reported nothing', () => {
    expect(names(turn)).toEqual([
      ['history', 1],
      ['attempt', 100],
      ['model', 100],
    ]);
  });

  it('counts from the click if the browser reported it', () => {
    const seen = { offset_ms: 20, click_to_echo_ms: 8, click_to_first_text_ms: 560 };

    expect(names({ ...turn, seen })).toEqual([
      ['way', 0],
      ['echo', 8],
      ['firstText', 560],
      ['history', 21],
      ['attempt', 120],
      ['model', 120],
    ]);
  });

  it('numbers the phases of an agent that repeat', () => {
    const thinking = (startMs: number) => ({
      name: 'thinking',
      start_ms: startMs,
      duration_ms: 50,
      state: 'finished',
      critical: true,
    });
    const bars = turnBars({ ...turn, spans: [...turn.spans, thinking(500), thinking(700)] });

    expect(bars.flatMap(({ label, isInstant }) => (isInstant === true ? [] : [label]))).toEqual([
      undefined,
      undefined,
      'Thinking 1',
      'Thinking 2',
    ]);
  });

  it('does not start before the click if two clocks disagree', () => {
    const bars = turnBars({ ...turn, seen: { offset_ms: -3, total_ms: 1_000 } });

    expect(bars.every(({ startMs }) => startMs >= 0)).toBe(true);
  });
});
