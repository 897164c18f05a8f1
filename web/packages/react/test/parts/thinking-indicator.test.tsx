import { act, render } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { emptyTurn, type PhaseView, ThinkingIndicator, type TurnView } from '../../src/index.js';

function turnIn(...phases: PhaseView[]): TurnView {
  return { ...emptyTurn, phases };
}

function phase(label: string, state: PhaseView['state'] = 'started'): PhaseView {
  return { name: label.toLowerCase(), label, state, startedMs: 0 };
}

function pass(durationMs: number): void {
  act(() => {
    vi.advanceTimersByTime(durationMs);
  });
}

describe('ThinkingIndicator', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('shows the newest phase that is still going on', () => {
    const { container } = render(
      <ThinkingIndicator turn={turnIn(phase('Searching'), phase('Reading', 'finished'))} />,
    );

    expect(container.textContent).toBe('Searching');
  });

  it('shows the last phase between two phases', () => {
    const { container } = render(<ThinkingIndicator turn={turnIn(phase('Reading', 'finished'))} />);

    expect(container.textContent).toBe('Reading');
  });

  it('shows a phase long enough to be read', () => {
    const { container, rerender } = render(<ThinkingIndicator turn={turnIn(phase('Reading'))} />);
    rerender(<ThinkingIndicator turn={turnIn(phase('Searching'))} />);
    rerender(<ThinkingIndicator turn={turnIn(phase('Waiting'))} />);
    expect(container.textContent).toBe('Reading');

    pass(350);

    expect(container.textContent).toBe('Waiting');
  });

  it('shows a thought in place of the phase during which the model thinks', () => {
    const turn = turnIn(phase('Waiting'));
    const thought = { elapsedMs: 3_000, headlines: [], text: '' };
    const { container, rerender } = render(
      <ThinkingIndicator turn={{ ...turn, thoughts: [{ ...thought, state: 'running' }] }} />,
    );
    expect(container.querySelectorAll('.fw-thinking')).toHaveLength(1);
    expect(container.textContent).toBe('Thinking3.0 s');

    rerender(
      <ThinkingIndicator turn={{ ...turn, thoughts: [{ ...thought, state: 'finished' }] }} />,
    );

    expect(container.querySelectorAll('.fw-thinking')).toHaveLength(1);
    expect(container.textContent).toBe('Waiting');
  });

  it('counts the time of a thought as part of the wait', () => {
    const spread = { p50: 700, p90: 1_300 };
    const turn = { ...turnIn(phase('Waiting')), estimate: { ttftMs: spread, totalMs: spread } };
    const thought = { elapsedMs: 3_000, headlines: [], text: '' };
    const { container, rerender } = render(
      <ThinkingIndicator turn={{ ...turn, thoughts: [{ ...thought, state: 'running' }] }} />,
    );
    pass(500);
    pass(2_500);

    rerender(
      <ThinkingIndicator turn={{ ...turn, thoughts: [{ ...thought, state: 'finished' }] }} />,
    );

    expect(container.querySelector('.fw-thinking-note:not([role])')?.textContent).toBe(
      'Slower than nine out of ten answers',
    );
  });

  it('says that the answer is being written once no phase is in progress', () => {
    const { container } = render(
      <ThinkingIndicator
        turn={{ ...turnIn(phase('Waiting', 'finished')), status: 'writing', text: 'First' }}
      />,
    );

    expect(container.textContent).toBe('Writing');
  });

  it('says for how long a phase has been going on, from half a second on', () => {
    const { container, rerender } = render(<ThinkingIndicator turn={turnIn(phase('Searching'))} />);
    pass(499);
    expect(container.textContent).toBe('Searching');
    pass(1);
    expect(container.textContent).toBe('Searching0.5 s');
    pass(2_000);
    expect(container.textContent).toBe('Searching2.5 s');

    rerender(<ThinkingIndicator turn={turnIn(phase('Asking'))} />);

    expect(container.textContent).toBe('Asking');
  });

  it('says that a text has paused, and for how long, until it continues', () => {
    const turn: TurnView = { ...emptyTurn, status: 'writing', text: 'First' };
    const { container, rerender } = render(<ThinkingIndicator turn={turn} />);
    pass(749);
    expect(container.textContent).toBe('Writing');
    pass(1);
    expect(container.textContent).toBe('Waiting for more text0.5 s');
    pass(1_250);
    expect(container.textContent).toBe('Waiting for more text2.0 s');

    rerender(<ThinkingIndicator turn={{ ...turn, text: 'First,' }} />);

    expect(container.textContent).toBe('Writing');
  });

  it('changes twice a second at least, whatever the wait is', () => {
    const thoughts = [{ state: 'running', elapsedMs: 0, headlines: [], text: '' }] as const;
    for (const turn of [turnIn(phase('Asking')), { ...emptyTurn, thoughts }]) {
      const { container, unmount } = render(<ThinkingIndicator turn={turn} />);
      pass(1_000);
      for (let halves = 0; halves < 150; halves += 1) {
        const before = container.textContent;
        pass(500);
        expect(container.textContent).not.toBe(before);
      }
      unmount();
    }
  });

  it.each([
    ['a phase before the text', phase('Waiting'), 'waiting', '', false],
    ['no phase at all', phase('Waiting', 'finished'), 'writing', 'First', true],
    ['the generation', phase('Generation'), 'writing', 'First', true],
    ['a later phase', phase('Checking'), 'writing', 'First', false],
  ] as const)(
    'tells style sheets whether the text itself shows what goes on: %s',
    (_, running, status, text, expected) => {
      const { container } = render(
        <ThinkingIndicator turn={{ ...turnIn(running), status, text }} />,
      );

      expect(container.querySelector('[data-writing]') !== null).toBe(expected);
    },
  );

  it('shows timed phrases if the server reports no phase', () => {
    const phrases = [
      { afterMs: 0, label: 'Reading your brief' },
      { afterMs: 3000, label: 'Writing' },
    ];
    const { container } = render(<ThinkingIndicator turn={emptyTurn} phrases={phrases} />);

    pass(0);
    expect(container.textContent).toBe('Reading your brief');
    pass(3000);
    expect(container.textContent).toBe('Writing3.0 s');
  });

  it('prefers what is really happening to a timed phrase', () => {
    const phrases = [{ afterMs: 0, label: 'Reading your brief' }];
    const { container } = render(
      <ThinkingIndicator turn={turnIn(phase('Searching'))} phrases={phrases} />,
    );

    pass(1000);

    expect(container.textContent).toBe('Searching1.0 s');
  });

  it('says how long the first text usually takes if it does not come at once', () => {
    const spread = { p50: 700, p90: 1_300 };
    const turn = { ...turnIn(phase('Thinking')), estimate: { ttftMs: spread, totalMs: spread } };
    const { container, rerender } = render(<ThinkingIndicator turn={turn} />);
    const note = (): string | null | undefined =>
      container.querySelector('.fw-thinking-note:not([role])')?.textContent;

    pass(499);
    expect(note()).toBeUndefined();
    pass(1);
    expect(note()).toBe('First words usually within 2 seconds');
    pass(800);
    expect(note()).toBe('Slower than nine out of ten answers');

    rerender(<ThinkingIndicator turn={{ ...turn, status: 'writing', text: 'First' }} />);
    expect(note()).toBeUndefined();
  });
});
