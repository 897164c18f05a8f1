import { describe, expect, it } from 'vitest';

import { joinTurns } from '../../src/turn/continued-turn.js';
import { emptyTurn, type SectionView, type TurnView } from '../../src/turn/turn-view.js';

function turnWith(text: string, ...sections: SectionView[]): TurnView {
  return { ...emptyTurn, text, sections, sectionCount: 3 };
}

const goals = { index: 1, title: 'Goals', state: 'complete' } as const;

describe('joinTurns', () => {
  it('has the text of both, in order', () => {
    expect(joinTurns(turnWith('Half'), turnWith(' and half')).text).toBe('Half and half');
  });

  it('continues in the interrupted section', () => {
    const earlier = turnWith('', goals, { index: 2, title: 'Plan', state: 'started' });
    const later = turnWith('', { index: 2, title: 'Plan', state: 'complete' });

    expect(joinTurns(earlier, later).sections).toEqual([
      goals,
      { index: 2, title: 'Plan', state: 'complete' },
    ]);
  });

  it('treats the interrupted section as complete once the next one starts', () => {
    const earlier = turnWith('', goals, { index: 2, title: 'Plan', state: 'started' });
    const later = turnWith('', { index: 3, title: 'Price', state: 'started' });

    expect(joinTurns(earlier, later).sections).toEqual([
      goals,
      { index: 2, title: 'Plan', state: 'complete' },
      { index: 3, title: 'Price', state: 'started' },
    ]);
  });

  it('has the thoughts of both, in order', () => {
    const thought = { state: 'finished', headlines: [], text: '' } as const;
    const earlier = { ...emptyTurn, thoughts: [{ ...thought, elapsedMs: 1 }] };
    const later = { ...emptyTurn, thoughts: [{ ...thought, elapsedMs: 2 }] };

    expect(joinTurns(earlier, later).thoughts.map(({ elapsedMs }) => elapsedMs)).toEqual([1, 2]);
  });

  it('keeps the summary that only the earlier one had', () => {
    const summary = { text: 'In brief.', complete: true };

    expect(joinTurns({ ...emptyTurn, summary }, emptyTurn).summary).toEqual(summary);
  });
});
