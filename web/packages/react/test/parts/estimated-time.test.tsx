import { act, render } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { emptyTurn, EstimatedTime, type TurnView } from '../../src/index.js';

const estimated: TurnView = {
  ...emptyTurn,
  estimate: {
    ttftMs: { p10: 400, p50: 500, p90: 700 },
    totalMs: { p10: 11_000, p50: 12_000, p90: 14_000 },
  },
};

describe('EstimatedTime', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function shown(turn: TurnView, startedAtMs: number | undefined = Date.now()): HTMLElement {
    return render(<EstimatedTime turn={turn} startedAtMs={startedAtMs} />).container;
  }

  function pass(durationMs: number): void {
    act(() => {
      vi.advanceTimersByTime(durationMs);
    });
  }

  it('shows the expected time, and counts down', () => {
    const container = shown(estimated);
    expect(container.textContent).toBe('About 12 seconds left');

    pass(5_000);

    expect(container.textContent).toBe('About 7 seconds left');
  });

  it('widens when the answer is late, and then says so', () => {
    const container = shown(estimated);

    pass(12_500);
    expect(container.textContent).toBe('Up to 2 seconds more');
    pass(60_000);

    expect(container.textContent).toBe('Slower than nine out of ten answers');
    expect(container.querySelector('[data-kind="late"]')).not.toBeNull();
  });

  it('is another element when it says something else, and the same while it only counts', () => {
    const container = shown(estimated);
    const counting = container.querySelector('.fw-estimate');

    pass(5_000);
    expect(container.querySelector('.fw-estimate')).toBe(counting);
    pass(60_000);

    expect(container.querySelector('.fw-estimate')).not.toBe(counting);
  });

  it('counts from the moment of the question, also after a reload', () => {
    const container = shown(estimated, Date.now() - 4_000);

    expect(container.textContent).toBe('About 8 seconds left');
  });

  it('follows an estimate that has moved', () => {
    const startedAtMs = Date.now();
    const { container, rerender } = render(
      <EstimatedTime turn={estimated} startedAtMs={startedAtMs} />,
    );

    const moved = { ttftMs: { p50: 500, p90: 700 }, totalMs: { p50: 17_000, p90: 19_000 } };
    rerender(<EstimatedTime turn={{ ...estimated, estimate: moved }} startedAtMs={startedAtMs} />);

    expect(container.textContent).toBe('About 17 seconds left');
  });

  it('shows nothing without an estimate or a start time', () => {
    expect(shown(emptyTurn).textContent).toBe('');
    expect(
      render(<EstimatedTime turn={estimated} startedAtMs={undefined} />).container.textContent,
    ).toBe('');
  });

  it('shows nothing once the turn has ended', () => {
    expect(shown({ ...estimated, status: 'ended' }).textContent).toBe('');
  });

  it('is a timer to assistive technology, which does not announce itself', () => {
    expect(shown(estimated).querySelector('[role="timer"]')).not.toBeNull();
  });
});
