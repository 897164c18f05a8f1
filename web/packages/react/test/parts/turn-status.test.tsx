import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import {
  type ChatMessage,
  emptyTurn,
  type MessageState,
  type ThoughtView,
  TurnStatus,
} from '../../src/index.js';

function answer(state: MessageState, key = 'a1'): ChatMessage {
  return {
    key,
    role: 'assistant',
    text: '',
    state,
    createdAtMs: 0,
    ...(state === 'error'
      ? { failure: { code: 'x', message: 'The model is busy.', action: 'retry' } }
      : {}),
  };
}

/** The announcements after each of these states. */
function announced(...states: MessageState[]): string[] {
  const { rerender } = render(<TurnStatus messages={[]} />);
  return states.map((state) => {
    rerender(<TurnStatus messages={[answer(state)]} />);
    return screen.getByRole('status').textContent;
  });
}

function thinkingAnswer(state: MessageState, ...thoughts: ThoughtView['state'][]): ChatMessage {
  return {
    ...answer(state),
    turn: {
      ...emptyTurn,
      thoughts: thoughts.map((each) => ({ state: each, elapsedMs: 0, headlines: [], text: '' })),
    },
  };
}

describe('TurnStatus', () => {
  it('announces the start and the end of an answer, and nothing in between', () => {
    expect(announced('pending', 'streaming', 'complete')).toEqual([
      'Preparing the answer.',
      'Preparing the answer.',
      'The answer is complete.',
    ]);
  });

  it('announces that an answer was stopped', () => {
    expect(announced('pending', 'cancelled')).toContain('The answer was stopped.');
  });

  it('announces why an answer failed', () => {
    expect(announced('pending', 'error')).toContain('The answer failed. The model is busy.');
  });

  it('announces that the model thinks, once for all thoughts of an answer', () => {
    const { rerender } = render(<TurnStatus messages={[]} />);
    const shown = [
      thinkingAnswer('pending'),
      thinkingAnswer('pending', 'running'),
      thinkingAnswer('pending', 'finished'),
      thinkingAnswer('streaming', 'finished', 'running'),
      thinkingAnswer('complete', 'finished', 'finished'),
    ].map((message) => {
      rerender(<TurnStatus messages={[message]} />);
      return screen.getByRole('status').textContent;
    });

    expect(shown).toEqual([
      'Preparing the answer.',
      'Thinking',
      'Thinking',
      'Thinking',
      'The answer is complete.',
    ]);
  });

  it('announces that the model thinks about the next answer too', () => {
    const { rerender } = render(<TurnStatus messages={[]} />);
    for (const key of ['a1', 'a2']) {
      rerender(<TurnStatus messages={[answer('pending', key)]} />);
      expect(screen.getByRole('status').textContent).toBe('Preparing the answer.');

      rerender(<TurnStatus messages={[{ ...thinkingAnswer('pending', 'running'), key }]} />);
      expect(screen.getByRole('status').textContent).toBe('Thinking');
    }
  });

  it('does not announce a thought of which the page lost the end', () => {
    const { rerender } = render(<TurnStatus messages={[answer('pending')]} />);

    rerender(
      <TurnStatus
        messages={[
          { ...answer('error'), turn: thinkingAnswer('error', 'running').turn ?? emptyTurn },
        ]}
      />,
    );

    expect(screen.getByRole('status').textContent).toBe('The answer failed. The model is busy.');
  });

  it('announces nothing when a conversation is opened', () => {
    expect(announced('complete')).toEqual(['']);
  });
});
