import { describe, expect, it } from 'vitest';

import type { Citation, TurnEvent } from '../../src/client/index.js';
import { withCitationMarks, withoutCitationMarks } from '../../src/markdown/citation-marks.js';
import { stepsOf } from '../../src/turn/answer-steps.js';
import { citedSources } from '../../src/turn/citations.js';
import { joinTurns } from '../../src/turn/continued-turn.js';
import { turnReducer } from '../../src/turn/turn-reducer.js';
import { emptyTurn, type TurnView } from '../../src/turn/turn-view.js';
import { step, text, toolCall } from '../fakes/events.js';

const sky: Citation = { index: 1, title: 'Sky', url: 'https://sky.example', start: 0, end: 4 };
const sea: Citation = { index: 2, title: 'Sea', url: 'https://sea.example', start: 6, end: 9 };

function turnOf(...events: TurnEvent[]): TurnView {
  return events.reduce(turnReducer, emptyTurn);
}

function cite(citation: Citation): TurnEvent {
  return { type: 'citation', ...citation };
}

function answer(turn: TurnView) {
  return {
    key: 'a',
    role: 'assistant',
    createdAtMs: 0,
    state: 'complete',
    text: turn.text,
    turn,
  } as const;
}

describe('the citations of a turn', () => {
  it('belong to the step whose text they support', () => {
    const turn = turnOf(
      text('Hm.'),
      toolCall('c1', 'finished'),
      step(2),
      text('\n\nBlue.'),
      cite({ ...sky, start: 5, end: 9 }),
    );

    expect(stepsOf(answer(turn)).map(({ citations }) => citations)).toEqual([
      [],
      [cite({ ...sky, start: 2, end: 6 })],
    ]);
  });

  it('are listed once for each source, in the order of their numbers', () => {
    const turn = turnOf(
      text('Blue. Sea.'),
      cite(sea),
      cite(sky),
      cite({ ...sky, start: 6, end: 9 }),
    );

    expect(citedSources({ turn })).toEqual([cite(sky), cite(sea)]);
  });

  it('are the same in a stored answer', () => {
    const parts = [
      { type: 'text', text: 'Blue. ' },
      { type: 'citation', ...sky },
      { type: 'text', text: 'Sea.' },
      { type: 'citation', ...sea, start: 0, end: 3 },
    ] as const;
    const { turn: _turn, ...stored } = answer(emptyTurn);

    expect(stepsOf({ ...stored, parts })).toEqual([
      expect.objectContaining({
        text: 'Blue. Sea.',
        citations: [expect.objectContaining(sky), expect.objectContaining(sea)],
      }),
    ]);
    expect(citedSources({ parts }).map(({ index }) => index)).toEqual([1, 2]);
  });

  it('continue counting in a continuation', () => {
    const joined = joinTurns(
      turnOf(text('Blue.'), cite(sky)),
      turnOf(text(' Sea.'), cite({ ...sea, index: 1, start: 1, end: 4 })),
    );

    expect(joined.citations).toEqual([cite(sky), cite(sea)]);
  });
});

describe('notes of the model', () => {
  it('come before the tool calls and the text, and are no part of the answer', () => {
    const turn = turnOf(
      { type: 'note', text: 'I search.' },
      toolCall('p1', 'finished'),
      { type: 'note', text: 'Nearly.' },
      text('Blue.'),
    );

    expect(turn.text).toBe('Blue.');
    expect(stepsOf(answer(turn)).map(({ notes }) => notes)).toEqual([['I search.', 'Nearly.']]);
  });
});

describe('citation marks', () => {
  it('follow the text that has a source, on its line, each number once', () => {
    expect(
      withCitationMarks('Blue.\n\nSea.', [
        { ...sky, start: 0, end: 7 },
        { ...sea, start: 0, end: 5 },
        sky,
      ]),
    ).toBe('Blue[1](fw-source:1).[1](fw-source:1)[2](fw-source:2)\n\nSea.');
  });

  it('wait for their text', () => {
    expect(withCitationMarks('Blu', [sky])).toBe('Blu');
  });

  it('leave code as it is', () => {
    expect(withoutCitationMarks(withCitationMarks('Blue.', [sky]))).toBe('Blue.');
  });
});

describe('an answer that the model declined to finish', () => {
  it('loses what the refused call has written, with its citations', () => {
    const turn = turnOf(
      text('Blue. '),
      cite({ ...sky, start: 0, end: 5 }),
      { type: 'step', index: 2, elapsed_ms: 5 },
      text('Take two'),
      cite({ ...sea, start: 6, end: 14 }),
      { type: 'discard', kept: 6 },
    );

    expect(turn.text).toBe('Blue. ');
    expect(citedSources(answer(turn)).map(({ index }) => index)).toEqual([sky.index]);
  });
});
