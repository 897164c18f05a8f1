import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isTerminal, type TurnEvent } from '../../src/client/index.js';
import { emptyTurn, turnReducer, type TurnView } from '../../src/index.js';
import { cancelled, done, failed, start, text, thinking, thinkingText } from '../fakes/events.js';

function after(...events: TurnEvent[]): TurnView {
  return events.reduce(turnReducer, emptyTurn);
}

const fallback: TurnEvent = { type: 'model', model: 'small', reason: 'fallback' };

describe('the thoughts of a turn', () => {
  it('run from their start to their end', () => {
    const running = after(start(), thinking('started', 0));
    expect(running.thoughts).toEqual([{ state: 'running', elapsedMs: 0, headlines: [], text: '' }]);

    const finished = turnReducer(running, thinking('finished', 12_345));

    expect(finished.thoughts).toEqual([
      { state: 'finished', elapsedMs: 12_345, headlines: [], text: '' },
    ]);
    expect(finished.status).toBe('waiting');
  });

  it('keep each headline once, in order, and the newest number of tokens', () => {
    const { thoughts } = after(
      thinking('started', 0, { headline: 'Reading' }),
      thinking('progress', 900, { headline: 'Reading', tokens: 40 }),
      thinking('progress', 2_000, { headline: 'Comparing' }),
      thinking('finished', 3_000, { tokens: 90 }),
    );

    expect(thoughts).toEqual([
      {
        state: 'finished',
        elapsedMs: 3_000,
        headline: 'Comparing',
        headlines: ['Reading', 'Comparing'],
        tokens: 90,
        text: '',
      },
    ]);
  });

  it('have the text of their own chunks', () => {
    const { thoughts } = after(
      thinking('started', 0),
      thinkingText('One '),
      thinkingText('two.'),
      thinking('finished', 10),
      thinking('started', 0),
      thinkingText('Three.'),
    );

    expect(thoughts.map((thought) => thought.text)).toEqual(['One two.', 'Three.']);
  });

  it.each([
    ['text', text('Here')],
    ['another model', fallback],
    ['another thought', thinking('started', 0)],
    ['the end', done],
    ['a failure', failed],
    ['a stop', cancelled],
  ])('are finished by %s', (_, event) => {
    const { thoughts } = after(thinking('started', 0), thinking('progress', 700), event);

    expect(thoughts[0]).toMatchObject({ state: 'finished', elapsedMs: 700 });
  });

  it('take their exact duration from an end that is reported after the first text', () => {
    const { thoughts } = after(
      thinking('started', 0),
      thinking('progress', 700),
      text('Here'),
      thinking('finished', 950),
    );

    expect(thoughts).toMatchObject([{ state: 'finished', elapsedMs: 950 }]);
  });

  it('do not run again because of late progress', () => {
    const { thoughts } = after(thinking('started', 0), text('Here'), thinking('progress', 700));

    expect(thoughts).toMatchObject([{ state: 'finished', elapsedMs: 700 }]);
  });

  it('begin with the first event about them, if their start is missing', () => {
    expect(after(thinking('progress', 700, { tokens: 5 })).thoughts).toMatchObject([
      { state: 'running', elapsedMs: 700, tokens: 5 },
    ]);
    expect(after(thinkingText('Perhaps')).thoughts).toMatchObject([{ text: 'Perhaps' }]);
  });

  it('follow their events, whatever these are, and only the newest can be running', () => {
    const anyEvent = fc.oneof(
      fc
        .tuple(fc.constantFrom('started', 'progress', 'finished'), fc.nat(90_000))
        .map(([state, elapsedMs]) =>
          thinking(state, elapsedMs, { headline: String(elapsedMs % 3) }),
        ),
      fc.constantFrom<TurnEvent>(thinkingText('a'), text('b'), fallback, failed),
    );
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        const turn = after(...events);

        const newest = turn.thoughts.at(-1);
        const running = turn.thoughts.filter(({ state }) => state === 'running');
        expect(running.every((thought) => thought === newest)).toBe(true);
        if (turn.status === 'ended') expect(running).toEqual([]);
        const end = events.findIndex(isTerminal);
        const [first, ...rest] = (end < 0 ? events : events.slice(0, end)).filter(
          ({ type }) => type === 'thinking' || type === 'thinking_text',
        );
        const starts = rest.filter((event) => 'state' in event && event.state === 'started');
        expect(turn.thoughts).toHaveLength(first === undefined ? 0 : starts.length + 1);
        const chunks = [first, ...rest].filter((event) => event?.type === 'thinking_text');
        expect(turn.thoughts.map((thought) => thought.text).join('')).toHaveLength(chunks.length);
      }),
    );
  });

  it('are the same for a reader who resumes in the middle', () => {
    const events = [
      thinking('started', 0),
      thinking('progress', 400, { headline: 'Reading' }),
      thinkingText('One'),
      thinking('finished', 900),
      text('Two'),
      done,
    ];
    for (let seen = 0; seen <= events.length; seen += 1) {
      const before = after(...events.slice(0, seen));

      expect(events.slice(seen).reduce(turnReducer, before)).toEqual(after(...events));
    }
  });
});
