import { type ChatMessage, emptyTurn } from '@firstword/react';
import { createClient } from '@firstword/react/client';
import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { Message } from '../src/chat/message.js';

const slowAnswer: ChatMessage = {
  key: 'answer',
  role: 'assistant',
  text: '',
  state: 'pending',
  createdAtMs: 0,
  turn: {
    ...emptyTurn,
    turnId: 'turn_1',
    thoughts: [{ state: 'running', elapsedMs: 9_000, headlines: [], text: '', canAnswerNow: true }],
    slow: { message: 'This is taking longer than usual.', waitedMs: 9_000 },
  },
};

const failure = {
  code: 'connection',
  message: 'The server cannot be reached. Your message is kept.',
  action: 'retry',
} as const;

function show(message: ChatMessage): void {
  render(
    <Message
      message={message}
      client={createClient()}
      conversationId={undefined}
      connection="open"
      onRetry={() => undefined}
      onEdit={undefined}
      onContinue={undefined}
      onCancel={() => undefined}
      onOpen={() => undefined}
    />,
  );
}

describe('Message', () => {
  it('says that an answer is slow, and offers to stop it', () => {
    show(slowAnswer);

    expect(screen.queryByText('This is taking longer than usual.')).not.toBeNull();
    expect(screen.queryByRole('button', { name: 'Stop' })).not.toBeNull();
    expect(screen.queryByRole('button', { name: 'Answer now' })).not.toBeNull();
  });

  it.each([
    ['whose connection was lost', { ...slowAnswer, state: 'error', failure }],
    ['that this page has stopped', { ...slowAnswer, state: 'cancelled' }],
  ] as const)('offers nothing of a wait for an answer %s', (_, message) => {
    show(message);

    expect(screen.queryByText('This is taking longer than usual.')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Answer now' })).toBeNull();
  });
});
