import { replayTurn } from './replay-turn.js';
import type { FirstwordClient } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';
import type { SectionView, TurnView } from './turn-view.js';

/** A broken turn and the one that goes on with its answer, as one. What only the earlier one had is kept. */
export function joinTurns(earlier: TurnView, later: TurnView): TurnView {
  const { summary = earlier.summary, sources = earlier.sources } = later;
  return {
    ...later,
    text: earlier.text + later.text,
    sections: joinSections(earlier.sections, later.sections),
    sectionCount: Math.max(earlier.sectionCount, later.sectionCount),
    ...omitUndefined({ summary, sources }),
  };
}

/** A section in which the answer broke off goes on under its own title. */
function joinSections(
  earlier: readonly SectionView[],
  later: readonly SectionView[],
): readonly SectionView[] {
  const first = later[0];
  // A model that was asked to go on begins in the middle of a section; a new title says that it was complete.
  const before = earlier.map((section) =>
    first !== undefined && first.title !== section.title
      ? { ...section, state: 'complete' as const }
      : section,
  );
  const others = before.filter(({ title }) => later.every((section) => section.title !== title));
  const renumbered = later.map((section) => {
    const known = before.find(({ title }) => title === section.title);
    const place =
      known?.index ?? Math.max(section.index, others.length + later.indexOf(section) + 1);
    return { ...section, index: place };
  });
  return [...others, ...renumbered].sort((a, b) => a.index - b.index);
}

/**
 * All that was written before a turn that goes on with another, over however many breaks; `undefined` where the
 * server no longer keeps it.
 */
export async function replayPrevious(
  client: FirstwordClient,
  turnId: string,
  signal: AbortSignal,
): Promise<TurnView | undefined> {
  const turn = await replayTurn(client, turnId, signal);
  if (turn?.continues === undefined) return turn;
  const earlier = await replayPrevious(client, turn.continues, signal);
  return earlier === undefined ? turn : joinTurns(earlier, turn);
}
