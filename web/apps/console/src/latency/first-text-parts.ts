import type { TurnWaterfall } from './latency-records.js';

/** A part of the time to the first text. */
export interface FirstTextPart {
  /** A phase, or `other` for time that no phase on the critical path explains. */
  readonly name: string;
  readonly durationMs: number;
}

/** Shorter gaps are the measuring itself. */
const minGapMs = 1;

/**
 * Where the time to a turn's first text went: its critical path, cut off at that text. The parts add up to the
 * time to first text.
 */
export function firstTextParts(turn: TurnWaterfall): readonly FirstTextPart[] {
  const endMs = turn.ttft_ms;
  if (endMs === undefined) return [];
  const parts = new Map<string, number>();
  const add = (name: string, durationMs: number): void => {
    parts.set(name, (parts.get(name) ?? 0) + durationMs);
  };
  let reachedMs = 0;
  const spans = turn.spans
    .filter(({ critical, start_ms: startMs }) => critical && startMs < endMs)
    .toSorted((a, b) => a.start_ms - b.start_ms);
  for (const { name, start_ms: startMs, duration_ms: durationMs } of spans) {
    const untilMs = Math.min(endMs, startMs + durationMs);
    const fromMs = Math.max(reachedMs, startMs);
    if (fromMs - reachedMs >= minGapMs) add('other', fromMs - reachedMs);
    if (untilMs > fromMs) add(name, untilMs - fromMs);
    reachedMs = Math.max(reachedMs, untilMs);
  }
  if (endMs - reachedMs >= minGapMs) add('other', endMs - reachedMs);
  return [...parts].map(([name, durationMs]) => ({ name, durationMs }));
}
