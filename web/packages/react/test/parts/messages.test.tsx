import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import {
  AssistantMessage,
  type ChatMessage,
  emptyTurn,
  type MessageState,
  ShimmerSkeleton,
  UserMessage,
} from '../../src/index.js';

function answer(state: MessageState, text = ''): ChatMessage {
  return { key: 'a', role: 'assistant', text, state, createdAtMs: 0, turn: emptyTurn };
}

describe('AssistantMessage', () => {
  it('has a skeleton with a name exactly while it is pending', () => {
    const { rerender } = render(<AssistantMessage message={answer('pending')} />);
    expect(screen.getByRole('img', { name: 'The answer is being prepared' })).toBeTruthy();

    rerender(<AssistantMessage message={answer('streaming', 'First')} />);

    expect(screen.queryByRole('img')).toBeNull();
  });

  it('takes another skeleton', () => {
    const { container } = render(
      <AssistantMessage message={answer('pending')} skeleton={<ShimmerSkeleton lines={[40]} />} />,
    );

    expect(container.querySelectorAll('[data-variant="shimmer"] > *')).toHaveLength(1);
  });

  it('keeps its full height below the text until it has ended', () => {
    const shape = <ShimmerSkeleton sections={5} />;
    const { container, rerender } = render(
      <AssistantMessage message={answer('pending')} shape={shape} />,
    );
    expect(screen.getByRole('img', { name: 'The answer is being prepared' })).toBeTruthy();

    rerender(<AssistantMessage message={answer('streaming', 'First')} shape={shape} />);
    expect(screen.queryByRole('img')).toBeNull();
    expect(container.querySelectorAll('.fw-skeleton-section')).toHaveLength(5);
    rerender(<AssistantMessage message={answer('complete', 'First and last')} shape={shape} />);

    expect(container.querySelector('.fw-skeleton')).toBeNull();
  });

  it('takes a skeleton with another name', () => {
    render(
      <AssistantMessage
        message={answer('pending')}
        skeleton={<ShimmerSkeleton label="The proposal is being prepared" />}
      />,
    );

    expect(screen.getByRole('img', { name: 'The proposal is being prepared' })).toBeTruthy();
  });

  it.each(['pending', 'streaming', 'complete', 'error', 'cancelled'] as const)(
    'exposes the state %s to style sheets',
    (state) => {
      render(<AssistantMessage message={answer(state, 'text')} />);

      expect(screen.getByRole('article', { name: 'Answer' }).dataset['state']).toBe(state);
    },
  );

  it.each(['error', 'cancelled'] as const)('keeps its text when it is %s', (state) => {
    render(<AssistantMessage message={answer(state, 'half of it')} />);

    expect(screen.getByText('half of it')).toBeTruthy();
  });
});

describe('UserMessage', () => {
  it('shows the text exactly as written', () => {
    const text = 'a *b*\n  <i>c</i>';
    render(<UserMessage message={{ ...answer('sent', text), role: 'user' }} />);

    expect(screen.getByRole('article', { name: 'Your message' }).textContent).toBe(text);
  });

  it.each([
    ['many characters', 'word '.repeat(6_000)],
    ['many lines', 'a\n'.repeat(13)],
  ])('folds a text of %s, and shows all of it on request', (_, text) => {
    const { container } = render(
      <UserMessage message={{ ...answer('sent', text), role: 'user' }} />,
    );
    const shown = container.querySelector<HTMLElement>('.fw-user-text');
    expect(shown?.dataset['long']).toBe('folded');
    expect(shown?.firstElementChild?.textContent).toBe(text);

    fireEvent.click(screen.getByRole('button', { name: 'Show all', expanded: false }));
    expect(shown?.dataset['long']).toBe('expanded');

    fireEvent.click(screen.getByRole('button', { name: 'Show less', expanded: true }));
    expect(shown?.dataset['long']).toBe('folded');
  });

  it('does not fold what fits', () => {
    const text = `${'a\n'.repeat(11)}${'b'.repeat(900)}`;
    render(<UserMessage message={{ ...answer('sent', text), role: 'user' }} />);

    expect(screen.queryByRole('button')).toBeNull();
  });
});
