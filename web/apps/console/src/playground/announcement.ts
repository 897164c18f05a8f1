import { strings } from '../shared/strings.js';
import { type Lane, silenceMs } from './lanes.js';
import type { Side } from './use-comparison.js';

/** What a screen reader says of a comparison: its steps, not its text, which both panes contain. */
export function announcementOf(
  lanes: Readonly<Record<Side, Lane>>,
  running: boolean,
): string | undefined {
  const words = strings.playground.announced;
  const { plain, firstword } = lanes;
  if (plain.ended && firstword.ended) {
    return words.done(
      strings.latency.seconds(silenceMs(plain) ?? 0),
      strings.latency.seconds(silenceMs(firstword) ?? 0),
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
        strings.playground.sides[side],
        strings.latency.seconds(lanes[side].firstTextMs ?? 0),
      ),
    ),
  ].join(' ');
}
