import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import {
  AssistantMessage,
  defaultLabels,
  emptyTurn,
  LabelsProvider,
  Thinking,
  type ThoughtView,
  type TurnView,
} from '../../src/index.js';

function turnWith(...thoughts: Partial<ThoughtView>[]): TurnView {
  return {
    ...emptyTurn,
    thoughts: thoughts.map((thought) => ({
      state: 'running',
      elapsedMs: 0,
      headlines: [],
      text: '',
      ...thought,
    })),
  };
}

/** The pieces of the line about the thought in progress. */
function line(): (string | null)[] {
  return [...document.querySelectorAll('.fw-running-thought > *')]
    .slice(1)
    .map(({ textContent }) => textContent);
}

function pass(durationMs: number): void {
  act(() => {
    vi.advanceTimersByTime(durationMs);
  });
}

const finished = { state: 'finished', elapsedMs: 12_900 } as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a thought in progress', () => {
  it('says that the model thinks, what about, for how long, and how much', () => {
    render(
      <Thinking turn={turnWith({ elapsedMs: 14_200, headline: 'Comparing', tokens: 1_234 })} />,
    );

    expect(line()).toEqual(['Thinking', '14.0 s', 'Comparing', 'about 1,200 tokens']);
  });

  it('says only what is known', () => {
    render(<Thinking turn={turnWith({ tokens: 0 })} />);

    expect(line()).toEqual(['Thinking', '0.0 s']);
  });

  it.each([
    [4, 'about 10 tokens'],
    [94, 'about 90 tokens'],
    [996, 'about 1,000 tokens'],
    [23_456, 'about 23,000 tokens'],
  ])('rounds %i tokens', (tokens, shown) => {
    render(<Thinking turn={turnWith({ tokens })} />);

    expect(line().at(-1)).toBe(shown);
  });

  it('counts half seconds from its newest event on', () => {
    const { rerender } = render(<Thinking turn={turnWith({ elapsedMs: 58_400 })} />);
    expect(line()[1]).toBe('58.0 s');

    pass(100);
    expect(line()[1]).toBe('58.5 s');
    pass(500);
    expect(line()[1]).toBe('59.0 s');
    pass(1_000);
    expect(line()[1]).toBe('1 min 0.0 s');

    rerender(<Thinking turn={turnWith({ elapsedMs: 80_000 })} />);
    expect(line()[1]).toBe('1 min 20.0 s');
    pass(499);
    expect(line()[1]).toBe('1 min 20.0 s');
    pass(1);
    expect(line()[1]).toBe('1 min 20.5 s');
  });

  it('never counts back because an event was late', () => {
    const { rerender } = render(<Thinking turn={turnWith({ elapsedMs: 1_000 })} />);
    pass(3_000);

    rerender(<Thinking turn={turnWith({ elapsedMs: 3_200 })} />);
    expect(line()[1]).toBe('4.0 s');
    pass(1_000);

    expect(line()[1]).toBe('5.0 s');
  });

  it('does not start its clock again when text arrives', () => {
    const { rerender } = render(<Thinking turn={turnWith({ elapsedMs: 1_000 })} />);
    pass(2_000);

    rerender(<Thinking turn={turnWith({ elapsedMs: 1_000, text: 'Perhaps' })} />);

    expect(line()[1]).toBe('3.0 s');
  });

  it('starts its clock for each thought', () => {
    const { rerender } = render(<Thinking turn={turnWith({})} />);
    pass(5_000);

    rerender(<Thinking turn={turnWith(finished, {})} />);

    expect(line()[1]).toBe('0.0 s');
  });

  it('has a clock that is not announced', () => {
    render(<Thinking turn={turnWith({ elapsedMs: 3_000 })} />);

    const clock = screen.getByRole('timer');
    expect(clock.textContent).toBe('3.0 s');
    expect(clock.getAttribute('aria-live')).toBe('off');
  });

  it('shows a headline as plain text', () => {
    render(<Thinking turn={turnWith({ headline: '**Reading** <b>it</b>' })} />);

    expect(screen.getByText('**Reading** <b>it</b>')).toBeTruthy();
  });

  it('shows nothing of its text', () => {
    render(<Thinking turn={turnWith({ text: 'Perhaps' })} />);

    expect(screen.queryByText('Perhaps')).toBeNull();
    expect(screen.queryByRole('button')).toBeNull();
  });
});

describe('a finished thought', () => {
  it('says how long it took, exactly as its events do', () => {
    const { container } = render(<Thinking turn={turnWith(finished)} />);
    pass(5_000);

    expect(container.textContent).toBe('Thought for 12 s');
    expect(screen.queryByRole('timer')).toBeNull();
  });

  it('does not claim a second that it did not take', () => {
    const { container } = render(<Thinking turn={turnWith({ ...finished, elapsedMs: 900 })} />);

    expect(container.textContent).toBe('Thought for less than 1 s');
  });

  it('has no button if there is nothing more to read', () => {
    render(<Thinking turn={turnWith({ ...finished, headline: 'One', headlines: ['One'] })} />);

    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getByText('Thought for 12 s')).toBeTruthy();
  });

  it('shows its text on request, with its line breaks and without markup', () => {
    const text = 'First *this*.\n<b>Then</b> that.';
    const { container } = render(<Thinking turn={turnWith({ ...finished, text })} />);
    const button = screen.getByRole('button', { name: 'Thought for 12 s' });
    expect(button.getAttribute('aria-expanded')).toBe('false');
    expect(container.textContent).not.toContain('First');

    fireEvent.click(button);

    expect(button.getAttribute('aria-expanded')).toBe('true');
    const content = document.getElementById(button.getAttribute('aria-controls') ?? '');
    expect(content?.hidden).toBe(false);
    expect(content?.textContent).toBe(text);

    fireEvent.click(button);
    expect(content?.hidden).toBe(true);
    expect(content?.textContent).toBe('');
  });

  it('lists its headlines if it has no text', () => {
    render(<Thinking turn={turnWith({ ...finished, headlines: ['Reading', 'Comparing'] })} />);

    fireEvent.click(screen.getByRole('button'));

    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Reading',
      'Comparing',
    ]);
  });

  it('can be expanded from the start', () => {
    render(<Thinking turn={turnWith({ ...finished, text: 'Perhaps' })} expanded />);

    expect(screen.getByText('Perhaps')).toBeTruthy();
  });

  it('is one of several lines, in order', () => {
    const { container } = render(
      <Thinking turn={turnWith(finished, { ...finished, elapsedMs: 3_000, text: 'Well' }, {})} />,
    );

    const lines = [...container.querySelectorAll('.fw-thought, .fw-thinking')];
    expect(lines.map(({ textContent }) => textContent)).toEqual([
      'Thought for 12 s',
      'Thought for 3 s',
      'Thinking0.0 s',
    ]);
  });

  it('speaks the language of the page', () => {
    const labels = {
      ...defaultLabels,
      thinking: 'Denkt nach',
      elapsed: (seconds: number) => `${String(seconds)} Sek.`,
      aboutTokens: (tokens: number) => `etwa ${String(tokens)} Token`,
      thoughtFor: (seconds: number) => `${String(seconds)} Sek. nachgedacht`,
    };
    const { container } = render(
      <LabelsProvider value={labels}>
        <Thinking turn={turnWith(finished, { tokens: 20 })} />
      </LabelsProvider>,
    );

    expect(container.textContent).toBe('12 Sek. nachgedachtDenkt nach0 Sek.etwa 20 Token');
  });
});

describe('the thoughts of an answer', () => {
  const message = { key: 'a', role: 'assistant', createdAtMs: 0 } as const;

  it('come before its text, once they are finished', () => {
    const { container, rerender } = render(
      <AssistantMessage message={{ ...message, state: 'pending', text: '', turn: turnWith({}) }} />,
    );
    expect(container.textContent).toBe('');

    const turn = turnWith(finished);
    rerender(<AssistantMessage message={{ ...message, state: 'streaming', text: 'Well', turn }} />);

    const answer = container.querySelector('.fw-answer > .fw-steps');
    expect([...(answer?.children ?? [])].map(({ textContent }) => textContent)).toEqual([
      'Thought for 12 s',
      'Well',
    ]);
  });

  it('cover the skeleton instead of pushing it down', () => {
    const { container } = render(
      <AssistantMessage
        message={{ ...message, state: 'pending', text: '', turn: turnWith(finished) }}
      />,
    );

    expect(screen.getByRole('img', { name: 'The answer is being prepared' })).toBeTruthy();
    expect(container.querySelector('.fw-answer[data-shaped] .fw-thoughts')).not.toBeNull();
  });

  it('leave the direction of its text alone', () => {
    const { container } = render(
      <AssistantMessage
        message={{ ...message, state: 'complete', text: 'مرحبا', turn: turnWith(finished) }}
      />,
    );

    // A browser that looks for the direction of the answer skips what has a direction of its own.
    expect(container.querySelector('.fw-thoughts')?.getAttribute('dir')).toBe('auto');
  });
});
