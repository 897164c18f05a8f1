import type { ConversationSummary } from '@firstword/react/client';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { ConversationList } from '../src/conversations/conversation-list.js';
import type { Conversations } from '../src/conversations/use-conversations.js';

const now = new Date().toISOString();
const first: ConversationSummary = { id: 'c1', title: 'Rivers', updated_at: now, origin: 'chat' };

function show(given: Partial<Conversations> = {}): Conversations {
  const conversations: Conversations = {
    list: [first],
    loadedAtMs: Date.now(),
    filter: { origin: 'chat', text: '' },
    failed: false,
    isUnauthenticated: false,
    refresh: vi.fn(),
    show: vi.fn(),
    remove: vi.fn(() => Promise.resolve()),
    rename: vi.fn(() => Promise.resolve()),
    ...given,
  };
  render(
    <ConversationList
      conversations={conversations}
      current="c1"
      onOpen={() => undefined}
      onSignOut={undefined}
    />,
  );
  return conversations;
}

function rename(title: string, key = 'Enter'): void {
  fireEvent.click(screen.getByRole('button', { name: 'Rename “Rivers”' }));
  const field = screen.getByRole('textbox', { name: 'New title' });
  fireEvent.change(field, { target: { value: title } });
  fireEvent.keyDown(field, { key });
}

const settled = () => act(() => Promise.resolve());

describe('ConversationList', () => {
  it('groups conversations by day', () => {
    show({ list: [first, { id: 'c2', title: 'Old', updated_at: '2020-01-01T12:00:00Z' }] });

    expect(screen.getByRole('region', { name: 'Today' }).textContent).toContain('Rivers');
    expect(screen.getByRole('region', { name: 'Earlier' }).textContent).toContain('Jan 1, 2020');
  });

  it('searches, and lists what else starts conversations', () => {
    const conversations = show();

    fireEvent.change(screen.getByRole('searchbox', { name: 'Search conversations' }), {
      target: { value: 'danube' },
    });
    expect(conversations.show).toHaveBeenLastCalledWith({ origin: 'chat', text: 'danube' });
    fireEvent.change(screen.getByRole('combobox', { name: 'Filter by type' }), {
      target: { value: 'playground' },
    });

    expect(conversations.show).toHaveBeenLastCalledWith({ origin: 'playground', text: '' });
  });

  it('tells an empty search from an empty list', () => {
    show({ list: [], filter: { origin: 'chat', text: 'danube' } });

    expect(screen.getByRole('status').textContent).toBe('No matching conversations.');
  });

  it('renames with Enter', async () => {
    const conversations = show();

    rename(' Danube ');
    await settled();

    expect(conversations.rename).toHaveBeenCalledWith('c1', 'Danube');
    expect(screen.queryByRole('textbox', { name: 'New title' })).toBeNull();
  });

  it.each([
    ['Escape', 'Danube', 'Escape'],
    ['an empty title', '  ', 'Enter'],
    ['the same title', 'Rivers', 'Enter'],
  ])('keeps the title on %s', async (_, title, key) => {
    const conversations = show();

    rename(title, key);
    await settled();

    expect(conversations.rename).not.toHaveBeenCalled();
    expect(screen.getByRole('link', { name: /Rivers/ })).toBeTruthy();
  });

  it('keeps the field open if the title could not be changed', async () => {
    show({ rename: () => Promise.reject(new Error('lost')) });

    rename('Danube');
    await settled();

    expect(screen.getByRole('alert').textContent).toContain('could not be renamed');
    expect(screen.getByDisplayValue('Danube')).toBeTruthy();
  });
});
