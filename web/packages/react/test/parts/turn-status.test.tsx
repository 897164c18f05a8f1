import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { type ChatMessage, type MessageState, TurnStatus } from '../../src/index.js';

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

  it('announces nothing when a conversation is opened', () => {
    expect(announced('complete')).toEqual(['']);
  });
});
