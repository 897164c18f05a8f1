import { latencyStrings } from '../shared/latency-strings.js';
import { latencyWords } from '../shared/latency-words.js';
import type { TurnWaterfall } from './latency-records.js';
import type { Bar } from './waterfall.js';

/**
 * The bars of one turn, from the click to the last painted text, on one clock. First comes what happened in the
 * browser, then the server's phases and model calls, each ordered by start. The clock starts at the click if the
 * browser reported it, and otherwise when the server received the request. Phases that repeat, such as the thoughts and
 * tool calls of an agent, are numbered.
 */
export function turnBars(turn: TurnWaterfall): readonly Bar[] {
  const words = latencyStrings.turn;
  const offsetMs = turn.seen?.offset_ms;
  const clickMs = offsetMs === undefined ? undefined : Math.max(0, offsetMs);
  const serverMs = clickMs ?? 0;
  const bars: Bar[] = [];
  const { seen } = turn;
  if (seen !== undefined && clickMs !== undefined) {
    bars.push({
      name: 'way',
      label: words.way,
      startMs: 0,
      durationMs: clickMs,
      critical: true,
      place: 'browser',
    });
    const instants = [
      ['echo', words.echo, seen.click_to_echo_ms],
      ['feedback', words.feedback, seen.click_to_feedback_ms],
      ['firstText', words.firstText, seen.click_to_first_text_ms],
      ['total', words.total, seen.total_ms],
    ] as const;
    for (const [name, label, atMs] of instants) {
      if (atMs !== undefined) bars.push(instantBar(name, label, atMs, 'browser'));
    }
  }
  const server: Bar[] = [];
  for (const { model, start_ms: startMs } of turn.attempts) {
    server.push(instantBar('attempt', words.attempt(model), serverMs + startMs, 'model'));
  }
  for (const { name, start_ms: startMs, duration_ms: durationMs, critical } of turn.spans) {
    server.push({ name, startMs: serverMs + startMs, durationMs, critical });
  }
  const byStart = (a: Bar, b: Bar): number => a.startMs - b.startMs;
  return [...bars.sort(byStart), ...numbered(server.sort(byStart))];
}

/** Numbers the phases that happened more than once. */
function numbered(bars: readonly Bar[]): readonly Bar[] {
  const seen = new Map<string, number>();
  const count = (name: string): number => bars.filter((bar) => bar.name === name).length;
  return bars.map((bar) => {
    if (bar.isInstant === true || count(bar.name) < 2) return bar;
    const number = (seen.get(bar.name) ?? 0) + 1;
    seen.set(bar.name, number);
    return {
      ...bar,
      label: latencyStrings.turn.numbered(latencyWords.phases[bar.name] ?? bar.name, number),
    };
  });
}

function instantBar(name: string, label: string, startMs: number, place: 'browser' | 'model'): Bar {
  return { name, label, startMs, durationMs: 0, critical: false, place, isInstant: true };
}
