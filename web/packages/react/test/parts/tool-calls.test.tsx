import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import {
  AssistantMessage,
  type ChatMessage,
  emptyTurn,
  SlowNotice,
  ThinkingIndicator,
  ToolCalls,
  type ToolCallView,
  TurnStatus,
  type TurnView,
} from '../../src/index.js';
import type { ToolWaitEvent } from '../../src/client/index.js';
import { toolWait } from '../fakes/events.js';

const call: ToolCallView = {
  id: 'a',
  name: 'look_up',
  label: 'Looking it up',
  state: 'running',
  elapsedMs: 8_400,
  arguments: '',
};

const finished: ToolCallView = { ...call, state: 'finished', arguments: '{}', result: 'sunny' };

function turnWith(...calls: Partial<ToolCallView>[]): TurnView {
  return {
    ...emptyTurn,
    toolCalls: calls.map((each, index) => ({ ...call, ...each, id: String(index) })),
  };
}

function waitOf(percent: number, elapsedMs: number, remainingMs?: number): ToolWaitEvent {
  return toolWait('0', percent, elapsedMs, remainingMs);
}

function lines(): (string | null)[] {
  return [...document.querySelectorAll('.fw-tool')].map(({ textContent }) => textContent);
}

function states(): (string | null)[] {
  return [...document.querySelectorAll('.fw-tool')].map((line) => line.getAttribute('data-state'));
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the line of a tool call', () => {
  it.each([
    ['writing', 'Looking it uppreparing8.0 s'],
    ['ready', 'Looking it upready8.0 s'],
    ['running', 'Looking it up8.0 s, running'],
    ['finished', 'Looking it up8 s, done'],
    ['failed', 'Looking it upfailed8 s'],
  ] as const)('says in words and by a shape that it is %s', (state, shown) => {
    render(<ToolCalls turn={turnWith({ state })} />);

    expect(lines()).toEqual([shown]);
    expect(states()).toEqual([state]);
    const shapes = ['writing', 'ready', 'running', 'finished', 'failed'].map((each) => {
      const { container, unmount } = render(
        <ToolCalls turn={turnWith({ state: each as ToolCallView['state'] })} />,
      );
      const shape = container.querySelector('.fw-tool-mark')?.innerHTML;
      unmount();
      return shape;
    });
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it.each([
    [0, 300, undefined, 'usually done within 9 s'],
    [0, 2_800, 5_300, 'usually up to 6 s more'],
    [50, 8_500, 400, 'usually up to 1 s more'],
    [50, 8_500, undefined, 'longer than half of earlier calls'],
    [80, 9_000, undefined, 'longer than 4 of 5 earlier calls'],
    [95, 11_600, undefined, 'longer than 19 of 20 earlier calls'],
    [100, 12_600, undefined, 'longer than all 34 earlier calls'],
    [100, 48_000, undefined, 'over 4 times as long as ever before'],
  ] as const)('compares with earlier calls: longer than %s %%', (percent, ms, left, shown) => {
    render(<ToolCalls turn={turnWith({ wait: waitOf(percent, ms, left) })} />);

    expect(lines()).toEqual([`Looking it up8.0 s${shown}, running`]);
  });

  it('is not compared once it has ended or was stopped', () => {
    const wait = waitOf(80, 9_000);
    render(<ToolCalls turn={{ ...turnWith({ wait }), status: 'ended' }} />);
    expect(lines()).toEqual(['Looking it upstopped8 s']);
    cleanup();

    render(<ToolCalls turn={turnWith({ ...finished, elapsedMs: 9_000, wait })} />);
    expect(lines()).toEqual(['Looking it up9 s, done']);
  });

  it('keeps the name of its button while it is compared', () => {
    const named = (wait: ToolWaitEvent): HTMLElement => {
      cleanup();
      render(<ToolCalls turn={turnWith({ arguments: '{}', wait })} />);
      return screen.getByRole('button', { name: 'Looking it up, running' });
    };

    expect(named(waitOf(0, 2_800, 5_300)).textContent).toContain('usually up to 6 s more');
    expect(named(waitOf(80, 9_000)).textContent).toContain('longer than 4 of 5 earlier calls');
  });

  it('says that a call was stopped once its turn has ended', () => {
    render(<ToolCalls turn={{ ...turnWith({}), status: 'ended' }} />);

    expect(lines()).toEqual(['Looking it upstopped8 s']);
    expect(screen.queryByRole('timer')).toBeNull();
  });

  it('ticks twice a second, without being announced', () => {
    render(<ToolCalls turn={turnWith({})} />);
    const clock = screen.getByRole('timer');
    expect(clock.getAttribute('aria-live')).toBe('off');

    act(() => {
      vi.advanceTimersByTime(100);
    });
    expect(clock.textContent).toBe('8.5 s');
    act(() => {
      vi.advanceTimersByTime(51_500);
    });

    expect(clock.textContent).toBe('1 min 0.0 s');
  });

  it.each(['writing', 'ready', 'running'] as const)(
    'keeps its name while its clock ticks and it is %s: the name that has the focus is announced',
    (state) => {
      render(<ToolCalls turn={turnWith({ state, arguments: '{"city":"Rome"}' })} />);
      const word = { writing: 'preparing', ready: 'ready', running: 'running' }[state];
      const button = screen.getByRole('button', { name: `Looking it up, ${word}` });

      act(() => {
        vi.advanceTimersByTime(2_000);
      });

      expect(button.textContent).toContain('10.0 s');
      expect(screen.getByRole('button', { name: `Looking it up, ${word}` })).toBe(button);
    },
  );

  it('does not claim a second that it did not take', () => {
    render(<ToolCalls turn={turnWith({ state: 'finished', elapsedMs: 400 })} />);

    expect(lines()).toEqual(['Looking it upless than 1 s, done']);
  });

  it('has the name of a tool without a label', () => {
    render(<ToolCalls turn={turnWith({ label: '' })} />);

    expect(lines()[0]).toMatch(/^look_up/);
  });

  it('shows its arguments and result on request, as text', () => {
    const result = '<b>sunny</b> **today**';
    render(<ToolCalls turn={turnWith({ ...finished, arguments: '{"city":"Rome"}', result })} />);
    expect(screen.queryByText(result)).toBeNull();
    const button = screen.getByRole('button', { name: /^Looking it up/ });

    fireEvent.click(button);

    expect(button.getAttribute('aria-expanded')).toBe('true');
    const texts = [...document.querySelectorAll('pre')].map(({ textContent }) => textContent);
    expect(texts).toEqual(['{\n  "city": "Rome"\n}', result]);
    expect([...document.querySelectorAll('pre')].map(({ dir }) => dir)).toEqual(['auto', 'auto']);
    fireEvent.click(button);
    expect(document.querySelector('pre')).toBeNull();
  });

  it.each([
    ['text', 'It is sunny.'],
    ['JSON that is cut off', '{"city":"Ro'],
    ['a number with too many digits', '{"id":12345678901234567890}'],
  ])('leaves %s as it is', (_, result) => {
    render(<ToolCalls turn={turnWith({ ...finished, arguments: '', result })} expanded />);

    expect(document.querySelector('pre')?.textContent).toBe(result);
  });

  it('calls the result of a failed call an error', () => {
    render(<ToolCalls turn={turnWith({ ...finished, state: 'failed' })} expanded />);

    expect([...document.querySelectorAll('dt')].map(({ textContent }) => textContent)).toEqual([
      'Input',
      'Error',
    ]);
  });

  it('has no button while there is nothing more to read', () => {
    render(<ToolCalls turn={turnWith({})} />);

    expect(screen.queryByRole('button')).toBeNull();
  });
});

describe('several calls', () => {
  it('that a reader has seen running stay where they are', () => {
    const { rerender } = render(<ToolCalls turn={turnWith({}, {})} />);
    expect(states()).toEqual(['running', 'running']);

    rerender(<ToolCalls turn={turnWith(finished, finished)} />);

    expect(states()).toEqual(['finished', 'finished']);
  });

  it('that begin after their group is there stay where they are', () => {
    const { rerender } = render(<ToolCalls turn={turnWith()} />);

    rerender(<ToolCalls turn={turnWith({ state: 'writing' })} />);
    rerender(<ToolCalls turn={turnWith({}, {})} />);

    expect(states()).toEqual(['running', 'running']);
  });

  it('that ended with their turn were stopped, those that failed before it failed', () => {
    const failed = { ...finished, state: 'failed', result: 'no answer' } as const;
    const turn = turnWith({ state: 'failed' }, failed);
    render(<ToolCalls turn={{ ...turn, status: 'ended' }} expanded />);

    expect(states()).toEqual(['stopped', 'failed']);
  });

  it('that had ended before are one line, which shows the others on request', () => {
    render(<ToolCalls turn={turnWith(finished, { ...finished, state: 'failed' }, finished)} />);
    expect(states()).toEqual([]);

    fireEvent.click(screen.getByRole('button', { name: 'Used 3 tools1 failed' }));

    expect(states()).toEqual(['finished', 'failed', 'finished']);
  });
});

describe('the tool calls of an answer', () => {
  const message = { key: 'a', role: 'assistant', createdAtMs: 0 } as const;

  it('come between the texts of the model calls', () => {
    const turn: TurnView = {
      ...turnWith(finished),
      status: 'writing',
      text: 'Let me see.It is sunny.',
      steps: [{ thoughts: [], toolCalls: [call], notes: [], text: 'Let me see.' }],
    };
    const { container } = render(
      <AssistantMessage message={{ ...message, state: 'streaming', text: turn.text, turn }} />,
    );

    const shown = [...(container.querySelector('.fw-steps')?.children ?? [])];
    expect(shown.map(({ textContent }) => textContent)).toEqual([
      'Let me see.',
      'Looking it up8 s, done',
      'It is sunny.',
    ]);
    expect(container.querySelectorAll('[data-growing]')).toHaveLength(1);
  });

  it('are collapsed in the history', () => {
    const stored: ChatMessage = {
      ...message,
      state: 'complete',
      text: 'It is sunny.',
      parts: [
        { type: 'tool_call', id: 'a', name: 'look_up', arguments: '{}' },
        { type: 'tool_call', id: 'b', name: 'look_up', arguments: '{}' },
        { type: 'tool_result', id: 'a', content: 'sunny' },
        { type: 'tool_result', id: 'b', content: 'warm' },
        { type: 'text', text: 'It is sunny.' },
      ],
    };
    render(<AssistantMessage message={stored} />);

    expect(screen.getByRole('button', { name: 'Used 2 tools' })).toBeTruthy();
    expect(states()).toEqual([]);
  });

  it('cover the skeleton instead of pushing it down', () => {
    const { container } = render(
      <AssistantMessage message={{ ...message, state: 'pending', text: '', turn: turnWith({}) }} />,
    );

    expect(container.querySelector('.fw-answer[data-shaped] .fw-tools')).not.toBeNull();
  });

  it('were stopped if the answer is not followed any more', () => {
    const failure = { code: 'connection', message: 'Lost.', action: 'retry' } as const;
    render(
      <AssistantMessage
        message={{ ...message, state: 'error', failure, text: '', turn: turnWith({}) }}
      />,
    );

    expect(states()).toEqual(['stopped']);
  });
});

describe('the notice of a slow tool', () => {
  const slow = {
    kind: 'running_tool',
    message: 'A tool is still running.',
    waitedMs: 5_000,
  } as const;

  it.each([
    ['all run as usual', [{ wait: waitOf(0, 5_000, 3_100) }, { wait: waitOf(50, 8_500) }], 0],
    ['one is late', [{ wait: waitOf(80, 9_000) }, { wait: waitOf(0, 5_000, 3_100) }], 1],
    ['one is unknown', [{}, { wait: waitOf(0, 5_000, 3_100) }], 1],
    ['none runs', [{ state: 'ready' }], 1],
  ] as const)(
    'is there unless its line says that it takes as long as usual: %s',
    (_, calls, shown) => {
      render(<SlowNotice turn={{ ...turnWith(...calls), slow }} />);

      expect(screen.queryAllByText('A tool is still running.')).toHaveLength(shown);
    },
  );
});

describe('the status of a turn with tools', () => {
  it('says how many tools are used', () => {
    const { container, rerender } = render(<ThinkingIndicator turn={turnWith({})} />);
    expect(container.textContent).toBe('Using 1 tool');
    act(() => {
      vi.advanceTimersByTime(400);
    });

    rerender(<ThinkingIndicator turn={turnWith({}, { state: 'writing' }, finished)} />);

    expect(container.textContent).toBe('Using 2 tools');
  });

  it('announces that a tool runs and has ended, and not that it is written', () => {
    const pending: ChatMessage = {
      key: 'a',
      role: 'assistant',
      text: '',
      state: 'pending',
      createdAtMs: 0,
    };
    const { rerender } = render(<TurnStatus messages={[]} />);
    const announced = [
      emptyTurn,
      turnWith({ state: 'writing' }),
      turnWith({ state: 'running' }, { state: 'running', label: 'Checking' }),
      turnWith(finished, { state: 'running', label: 'Checking', elapsedMs: 9_000 }),
      turnWith(finished, { state: 'failed', label: 'Checking' }),
    ].map((turn) => {
      rerender(<TurnStatus messages={[{ ...pending, turn }]} />);
      return screen.getByRole('status').textContent;
    });

    expect(announced).toEqual([
      'Preparing the answer.',
      'Preparing the answer.',
      'Looking it up: running. Checking: running.',
      'Looking it up: done.',
      'Checking: failed.',
    ]);
  });

  it('announces what is usual with the start, and once that a call takes long', () => {
    const pending: ChatMessage = {
      key: 'a',
      role: 'assistant',
      text: '',
      state: 'pending',
      createdAtMs: 0,
    };
    const { rerender } = render(<TurnStatus messages={[]} />);
    const announced = [
      waitOf(0, 300),
      waitOf(0, 2_800, 5_300),
      waitOf(50, 8_500),
      waitOf(80, 9_000),
      waitOf(95, 11_600),
    ].map((wait) => {
      rerender(<TurnStatus messages={[{ ...pending, turn: turnWith({ wait }) }]} />);
      return screen.getByRole('status').textContent;
    });

    const usual = 'Looking it up: running, usually done within 9 s.';
    const late = 'Looking it up: running, longer than 4 of 5 earlier calls.';
    expect(announced).toEqual([usual, usual, usual, late, late]);
  });
});
