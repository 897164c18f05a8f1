import { latencyStrings } from '../shared/latency-strings.js';
import type { TurnWaterfall } from './latency-records.js';
import type { Bar } from './waterfall.js';

/**
 * The bars of one turn, from the click to the last painted text. The browser's events, the server's phases
 * and the model calls share one clock and are ordered by start. The clock starts at the click if the browser
 * reported it, and otherwise when the server received the request.
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
  for (const { model, start_ms: startMs } of turn.attempts) {
    bars.push(instantBar('attempt', words.attempt(model), serverMs + startMs, 'model'));
  }
  for (const { name, start_ms: startMs, duration_ms: durationMs, critical } of turn.spans) {
    bars.push({ name, startMs: serverMs + startMs, durationMs, critical });
  }
  return bars.sort((a, b) => a.startMs - b.startMs);
}

function instantBar(name: string, label: string, startMs: number, place: 'browser' | 'model'): Bar {
  return { name, label, startMs, durationMs: 0, critical: false, place, isInstant: true };
}
