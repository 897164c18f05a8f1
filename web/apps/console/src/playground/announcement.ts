import { playgroundStrings } from '../shared/playground-strings.js';
import { latencyWords } from '../shared/latency-words.js';
import { type Lane, silenceMs } from './lanes.js';
import type { Side } from './use-comparison.js';

/** What a screen reader says of a comparison: its steps, not its text, which both panes contain. */
export function announcementOf(
  lanes: Readonly<Record<Side, Lane>>,
  running: boolean,
): string | undefined {
  const words = playgroundStrings.announced;
  const { plain, firstword } = lanes;
  if (plain.ended && firstword.ended) {
    return words.done(
      latencyWords.seconds(silenceMs(plain) ?? 0),
      latencyWords.seconds(silenceMs(firstword) ?? 0),
    );
  }
  if (!running) return undefined;
  const first = (['plain', 'firstword'] as const).filter(
    (side) => lanes[side].firstTextMs !== undefined,
  );
  return [
    words.running,
    ...first.map((side) =>
      words.firstText(
        playgroundStrings.sides[side],
        latencyWords.seconds(lanes[side].firstTextMs ?? 0),
      ),
    ),
  ].join(' ');
}
