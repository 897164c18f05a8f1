import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ToolState, TurnEvent } from '../../src/client/index.js';
import { emptyTurn, isWriting, turnReducer, type TurnView } from '../../src/index.js';
import { parseTurnEvent } from '../../src/client/event-fields.js';
import { joinTurns } from '../../src/turn/continued-turn.js';
import { stepsOf } from '../../src/turn/answer-steps.js';
import {
  cancelled,
  start,
  step,
  text,
  thinking,
  toolArguments,
  toolCall,
  toolWait,
} from '../fakes/events.js';

function after(...events: TurnEvent[]): TurnView {
  return events.reduce(turnReducer, emptyTurn);
}

const twoSteps: TurnEvent[] = [
  start(),
  thinking('started', 0),
  text('Let me see.'),
  toolCall('a', 'writing'),
  toolArguments('a', '{"city":'),
  toolArguments('a', '"Rome"}'),
  toolCall('a', 'ready', 400, { arguments: '{"city":"Rome"}' }),
  toolCall('b', 'writing', 10),
  toolCall('b', 'ready', 20, { arguments: '{}' }),
  toolCall('a', 'running', 410),
  toolCall('b', 'running', 30),
  toolCall('b', 'failed', 900, { result: 'It is closed.' }),
  toolCall('a', 'finished', 1_500, { result: 'sunny' }),
  step(2),
  thinking('started', 0),
  text('It is sunny.'),
];

describe('the tool calls of a turn', () => {
  it('are compared with earlier calls by the newest event about them', () => {
    const turn = after(
      start(),
      toolCall('a', 'running', 300),
      toolCall('b', 'running', 300),
      toolWait('a', 0, 300),
      toolWait('a', 0, 2_800, 6_000),
    );

    expect(turn.toolCalls.map(({ wait }) => wait)).toEqual([
      toolWait('a', 0, 2_800, 6_000),
      undefined,
    ]);
  });

  it('stay slow while they are only compared', () => {
    const slow = { type: 'slow', message: 'Wait.', waited_ms: 5_000, action: 'cancel' } as const;

    expect(after(start(), toolCall('a', 'running'), slow, toolWait('a', 80, 9_000)).slow).toEqual({
      message: 'Wait.',
      waitedMs: 5_000,
    });
  });

  it('have the state, time, arguments and result of their events, in order of their start', () => {
    expect(after(...twoSteps).toolCalls).toEqual([
      {
        id: 'a',
        name: 'look_up',
        label: 'Looking it up',
        state: 'finished',
        elapsedMs: 1_500,
        arguments: '{"city":"Rome"}',
        result: 'sunny',
      },
      {
        id: 'b',
        name: 'look_up',
        label: 'Looking it up',
        state: 'failed',
        elapsedMs: 900,
        arguments: '{}',
        result: 'It is closed.',
      },
    ]);
  });

  it('grow their arguments while they are written', () => {
    const { toolCalls } = after(
      toolCall('a', 'writing'),
      toolArguments('a', '{"city":'),
      toolArguments('a', '"Ro'),
    );

    expect(toolCalls).toMatchObject([{ state: 'writing', arguments: '{"city":"Ro' }]);
  });

  it('are the same for a reader who resumes in the middle', () => {
    for (let seen = 0; seen <= twoSteps.length; seen += 1) {
      const before = after(...twoSteps.slice(0, seen));

      expect(twoSteps.slice(seen).reduce(turnReducer, before)).toEqual(after(...twoSteps));
    }
  });

  it('end a notice that the wait is long, and a thought', () => {
    const slow: TurnEvent = {
      type: 'slow',
      message: 'Slow.',
      waited_ms: 5_000,
      kind: 'running_tool',
      action: 'cancel',
    };

    const turn = after(thinking('started', 0), slow, toolCall('a', 'writing'));

    expect(turn.slow).toBeUndefined();
    expect(turn.thoughts).toMatchObject([{ state: 'finished' }]);
    expect(after(slow).slow?.kind).toBe('running_tool');
  });

  it('stay as they are when the turn ends', () => {
    const { toolCalls, status } = after(toolCall('a', 'running'), cancelled);

    expect(status).toBe('ended');
    expect(toolCalls).toMatchObject([{ state: 'running' }]);
  });

  it('never lose a call, whatever the order of events', () => {
    const states: ToolState[] = ['writing', 'ready', 'running', 'finished', 'failed'];
    const anyEvent = fc.oneof(
      fc
        .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(...states), fc.nat(9_000))
        .map(([id, state, elapsedMs]) => toolCall(id, state, elapsedMs)),
      fc.constantFrom('a', 'b', 'c').map((id) => toolArguments(id, '{')),
      fc.constantFrom<TurnEvent>(text('b'), step(2)),
    );
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        const { toolCalls } = after(...events);

        const ids = events.flatMap((event) => ('id' in event ? event.id : []));
        expect(toolCalls.map(({ id }) => id)).toEqual([...new Set(ids)]);
      }),
    );
  });
});

describe('the steps of an answer', () => {
  const message = { key: 'm', role: 'assistant', state: 'complete', createdAtMs: 0 } as const;

  it('have the thoughts, text and calls of each model call', () => {
    const turn = after(...twoSteps);

    const steps = stepsOf({ ...message, turn, text: turn.text });

    expect(
      steps.map(({ thoughts, text: said, toolCalls }) => [
        thoughts.length,
        said,
        toolCalls.map(({ id }) => id),
      ]),
    ).toEqual([
      [1, 'Let me see.', ['a', 'b']],
      [1, 'It is sunny.', []],
    ]);
  });

  it('come from the parts of a stored answer', () => {
    const call = (id: string) =>
      ({ type: 'tool_call', id, name: 'look_up', label: 'Looking', arguments: '{}' }) as const;
    const steps = stepsOf({
      ...message,
      text: 'One. Two.',
      parts: [
        { type: 'text', text: 'One.' },
        call('a'),
        call('b'),
        { type: 'tool_result', id: 'a', content: 'sunny' },
        { type: 'tool_result', id: 'b', content: 'closed', is_error: true },
        call('c'),
        { type: 'text', text: 'Two.' },
      ],
    });

    expect(steps.map(({ text: said, toolCalls }) => [said, toolCalls.length])).toEqual([
      ['One.', 2],
      ['', 1],
      ['Two.', 0],
    ]);
    expect(steps[0]?.toolCalls).toMatchObject([
      { id: 'a', label: 'Looking', state: 'finished', result: 'sunny' },
      { id: 'b', state: 'failed', result: 'closed' },
    ]);
  });

  it('name a stored call as the server does', () => {
    const part = { type: 'tool_call', id: 'a', name: 'look_up', arguments: '{}' } as const;

    const [first] = stepsOf({ ...message, text: '', parts: [part] });

    expect(first?.toolCalls).toMatchObject([{ name: 'look_up', label: 'look up' }]);
  });

  it('are one for an answer that is its text alone', () => {
    expect(stepsOf({ ...message, text: 'Hello' })).toEqual([
      { thoughts: [], notes: [], text: 'Hello', citations: [], toolCalls: [] },
    ]);
  });

  it('continue after those of an interrupted turn', () => {
    const joined = joinTurns(after(...twoSteps), after(text('And'), step(2), text(' warm.')));

    const steps = stepsOf({ ...message, turn: joined, text: joined.text });

    expect(steps.map((each) => each.text)).toEqual(['Let me see.', 'It is sunny.And', ' warm.']);
  });
});

describe('isWriting', () => {
  it.each([
    ['text arrives', [text('Hello')], true],
    ['a tool is called', [text('Hello'), toolCall('a', 'running')], false],
    ['its result is on the way to the model', [...twoSteps.slice(0, 14)], false],
    ['the next text arrives', twoSteps, true],
    ['the model thinks', [text('Hello'), thinking('started', 0)], false],
    ['nothing has arrived', [start()], false],
  ])('when %s', (_, events, expected) => {
    expect(isWriting(after(...events))).toBe(expected);
  });
});

describe('an event about a tool', () => {
  it.each([
    ['{"type":"tool_call","id":"a","name":"n","label":"l","state":"ready"}'],
    ['{"type":"tool_call","id":7,"name":"n","label":"l","state":"ready","elapsed_ms":1}'],
    ['{"type":"tool_arguments","id":"a"}'],
    ['{"type":"tool_call_of_the_future","id":"a"}'],
  ])('without the fields that it must have is unknown: %s', (json) => {
    const event = parseTurnEvent(json);

    expect(event?.type).toBe('unknown');
    expect(turnReducer(emptyTurn, event ?? text('lost'))).toBe(emptyTurn);
  });
});
