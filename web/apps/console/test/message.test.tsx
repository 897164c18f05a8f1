import { type ChatMessage, emptyTurn } from '@firstword/react';
import { createClient } from '@firstword/react/client';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { latency } from '../../../packages/react/test/fakes/events.js';

import { Message, type MessageProps } from '../src/chat/message.js';

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

const slowTurn = slowAnswer.turn ?? emptyTurn;

const question: ChatMessage = {
  key: 'question',
  id: 'u1',
  role: 'user',
  text: 'One?',
  state: 'sent',
  createdAtMs: 0,
};

const answer: ChatMessage = {
  ...slowAnswer,
  text: 'Yes.',
  state: 'complete',
  turn: {
    ...emptyTurn,
    turnId: 'turn_1',
    text: 'Yes.',
    status: 'ended',
    latency,
    model: { name: 'claude', reason: 'simple' },
  },
};

const failure = {
  code: 'connection',
  message: 'The server cannot be reached. Your message is kept.',
  action: 'retry',
} as const;

function show(message: ChatMessage, given: Partial<MessageProps> = {}): void {
  render(
    <Message
      message={message}
      client={createClient()}
      conversationId={undefined}
      connection="open"
      onRetry={() => undefined}
      onEdit={undefined}
      onContinue={undefined}
      operator={false}
      onRegenerate={undefined}
      onResend={undefined}
      onOpen={() => undefined}
      {...given}
    />,
  );
}

describe('Message', () => {
  it('says that an answer is slow, and leaves it to the field to stop it', () => {
    show(slowAnswer);

    expect(screen.queryByText('This is taking longer than usual.')).not.toBeNull();
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull();
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

  it('has one status: that it is slow takes the place of what it does', () => {
    show({ ...slowAnswer, turn: { ...slowTurn, thoughts: [] } });

    expect(document.querySelectorAll('.answer-status')).toHaveLength(1);
    expect(document.querySelectorAll('.fw-thinking')).toHaveLength(0);
  });

  it('has one status without a connection', () => {
    show(slowAnswer, { connection: 'offline' });

    expect(document.querySelector('.answer-status')?.textContent).toMatch(/^You are offline/);
    expect(screen.queryByText('This is taking longer than usual.')).toBeNull();
  });

  it('shows times and models to operators only', () => {
    show(answer);
    expect(screen.queryByText(/first words/)).toBeNull();
    expect(screen.queryByText('claude')).toBeNull();
    cleanup();

    show(answer, { operator: true });

    expect(screen.getByText('first words 0.7 s')).toBeTruthy();
    expect(screen.getByText('claude')).toBeTruthy();
  });

  it('offers another answer', () => {
    const onRegenerate = vi.fn();
    show(answer, { onRegenerate });

    fireEvent.click(screen.getByRole('button', { name: 'Answer again' }));

    expect(onRegenerate).toHaveBeenCalled();
  });

  it('edits a question in its place, and sends it with Enter', async () => {
    const onResend = vi.fn(() => true);
    show(question, { onResend });
    fireEvent.click(screen.getByRole('button', { name: 'Edit' }));
    const field = await screen.findByRole('textbox', { name: 'Edited message' });
    await waitFor(() => {
      expect(document.activeElement).toBe(field);
    });

    fireEvent.change(field, { target: { value: 'Two?\n' } });
    fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    expect(onResend).not.toHaveBeenCalled();
    fireEvent.keyDown(field, { key: 'Enter' });

    expect(onResend).toHaveBeenCalledWith(question, 'Two?');
  });

  it('leaves a question as it is on Escape', async () => {
    show(question, { onResend: () => true });
    fireEvent.click(screen.getByRole('button', { name: 'Edit' }));

    fireEvent.keyDown(await screen.findByRole('textbox', { name: 'Edited message' }), {
      key: 'Escape',
    });

    expect(screen.getByText('One?')).toBeTruthy();
  });

  it('edits nothing while an answer is in progress', () => {
    show(question);

    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Edit' }).disabled).toBe(true);
  });
});
