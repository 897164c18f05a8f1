import { replayTurn } from './replay-turn.js';
import type { Citation, TurnClient } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';
import { moved } from './citations.js';
import type { SectionView, StepView, TurnView } from './turn-view.js';

/** Joins an interrupted turn and its continuation. What only the earlier one has is kept. */
export function joinTurns(earlier: TurnView, later: TurnView): TurnView {
  const { summary = earlier.summary, sources = earlier.sources } = later;
  return {
    ...later,
    ...joinSteps(earlier, later),
    steps: [...earlier.steps, ...later.steps.map((step) => joinSteps(earlier, step))],
    citations: joinCitations(earlier, later),
    sections: joinSections(earlier.sections, later.sections),
    sectionCount: Math.max(earlier.sectionCount, later.sectionCount),
    ...omitUndefined({ summary, sources }),
  };
}

/** Each turn numbers its sources from 1, and counts in its own text. */
function joinCitations(earlier: TurnView, later: TurnView): readonly Citation[] {
  const known = Math.max(0, ...earlier.citations.map(({ index }) => index));
  const offset = earlier.text.length;
  return [
    ...earlier.citations,
    ...later.citations.map((citation) => ({
      ...moved(citation, offset),
      index: citation.index + known,
    })),
  ];
}

/** What a continuation had written at the end of a step comes after all that the interrupted turn had. */
function joinSteps(earlier: StepView, { thoughts, toolCalls, notes, text }: StepView): StepView {
  return {
    thoughts: [...earlier.thoughts, ...thoughts],
    toolCalls: [...earlier.toolCalls, ...toolCalls],
    notes: [...earlier.notes, ...notes],
    text: earlier.text + text,
  };
}

/** A section in which the answer was interrupted continues under its own title. */
function joinSections(
  earlier: readonly SectionView[],
  later: readonly SectionView[],
): readonly SectionView[] {
  const first = later[0];
  // A model that continues an answer starts in the middle of a section. A new title means that the section
  // was complete.
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
 * Replays the turns that a turn continues, over any number of interruptions; `undefined` if the server no
 * longer stores them.
 */
export async function replayPrevious(
  client: TurnClient,
  turnId: string,
  signal: AbortSignal,
): Promise<TurnView | undefined> {
  const turn = await replayTurn(client, turnId, signal);
  if (turn?.continues === undefined) return turn;
  const earlier = await replayPrevious(client, turn.continues, signal);
  return earlier === undefined ? turn : joinTurns(earlier, turn);
}
