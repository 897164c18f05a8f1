import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { AnswerNowButton, emptyTurn, type ThoughtView, type TurnView } from '../../src/index.js';

const thought: ThoughtView = {
  state: 'running',
  elapsedMs: 0,
  headlines: [],
  text: '',
  canAnswerNow: true,
};

function turnWith(...thoughts: ThoughtView[]): TurnView {
  return { ...emptyTurn, turnId: 'turn_1', thoughts };
}

function button(): HTMLElement | null {
  return screen.queryByRole('button', { name: 'Answer now' });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the button that closes a thought', () => {
  it('comes once the thought has lasted for some seconds', () => {
    render(
      <AnswerNowButton turn={turnWith(thought)} onAnswerNow={vi.fn(() => Promise.resolve())} />,
    );
    expect(button()).toBeNull();

    act(() => {
      vi.advanceTimersByTime(3_000);
    });

    expect(button()).not.toBeNull();
  });

  it('asks once for each thought', () => {
    const asked = vi.fn(() => Promise.resolve());
    const long = { ...thought, elapsedMs: 4_000 };
    const { rerender } = render(<AnswerNowButton turn={turnWith(long)} onAnswerNow={asked} />);

    fireEvent.click(screen.getByRole('button'));
    fireEvent.click(screen.getByRole('button'));
    expect(asked.mock.calls).toEqual([['turn_1']]);
    expect(button()?.getAttribute('aria-disabled')).toBe('true');

    const second = turnWith({ ...thought, state: 'finished' }, long);
    rerender(<AnswerNowButton turn={second} onAnswerNow={asked} />);
    fireEvent.click(screen.getByRole('button'));
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('can be pressed again after a request that failed', async () => {
    const asked = vi.fn(() => Promise.resolve());
    asked.mockRejectedValueOnce(new Error('Offline'));
    const long = { ...thought, elapsedMs: 4_000 };
    render(<AnswerNowButton turn={turnWith(long)} onAnswerNow={asked} />);

    await act(async () => {
      fireEvent.click(screen.getByRole('button'));
      await Promise.resolve();
    });
    expect(button()?.getAttribute('aria-disabled')).toBe('false');
    fireEvent.click(screen.getByRole('button'));

    expect(asked).toHaveBeenCalledTimes(2);
    expect(button()?.getAttribute('aria-disabled')).toBe('true');
  });

  it.each([
    ['cannot be switched off', { ...thought, elapsedMs: 9_000, canAnswerNow: false }],
    ['has finished its thought', { ...thought, elapsedMs: 9_000, state: 'finished' as const }],
  ])('is absent where the model %s', (_why, shown) => {
    render(<AnswerNowButton turn={turnWith(shown)} onAnswerNow={vi.fn(() => Promise.resolve())} />);

    expect(button()).toBeNull();
  });
});
