import { latencyStrings } from '../shared/latency-strings.js';
import { latencyWords } from '../shared/latency-words.js';
import type { PercentileTimes, LatencyByMeasure } from './latency-records.js';

const measures = ['ttft_ms', 'total_ms', 'seen_first_text_ms'] as const;

/** Describes what is saved, for the measures that a user would notice. */
export function savings(
  waits: LatencyByMeasure,
): readonly { readonly name: string; readonly text: string }[] {
  return measures.flatMap((measure) => {
    const spread = waits[measure];
    return spread === undefined || !isNoticeable(spread)
      ? []
      : [
          {
            name: latencyStrings.diagnosis.saved[measure],
            text: latencyStrings.diagnosis.save(
              signed(spread.p50),
              signed(spread.p95),
              // If p95 does not change, the saving is in the tail.
              Math.abs(spread.p99) > 2 * Math.abs(spread.p95) ? signed(spread.p99) : undefined,
            ),
          },
        ];
  });
}

export function savingSentence(waits: LatencyByMeasure): string {
  return savings(waits)
    .map(({ name, text }) => `${name} ${text}.`)
    .join(' ');
}

function isNoticeable({ p50, p95, p99 }: PercentileTimes): boolean {
  return Math.max(...[p50, p95, p99].map(Math.abs)) >= 1;
}

function signed(savedMs: number): string {
  const time = latencyWords.time(Math.abs(savedMs));
  if (Math.abs(savedMs) < 0.5) return latencyWords.time(0);
  return savedMs >= 0 ? `−${time}` : `+${time}`;
}
