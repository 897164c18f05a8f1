import { recallTurn } from './recall-turn.js';
import type { FirstwordClient } from '../client/index.js';
import { given } from '../util/given.js';
import type { SectionView, TurnView } from './turn-view.js';

/** A broken turn and the one that goes on with its answer, as one. What only the earlier one had is kept. */
export function joined(earlier: TurnView, later: TurnView): TurnView {
  const { summary = earlier.summary, sources = earlier.sources } = later;
  return {
    ...later,
    text: earlier.text + later.text,
    sections: joinedSections(earlier.sections, later.sections),
    sectionCount: Math.max(earlier.sectionCount, later.sectionCount),
    ...given({ summary, sources }),
  };
}

/** A section in which the answer broke off goes on under its own title. */
function joinedSections(
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
export async function recallEarlier(
  client: FirstwordClient,
  turnId: string,
  signal: AbortSignal,
): Promise<TurnView | undefined> {
  const turn = await recallTurn(client, turnId, signal);
  if (turn?.continues === undefined) return turn;
  const earlier = await recallEarlier(client, turn.continues, signal);
  return earlier === undefined ? turn : joined(earlier, turn);
}
