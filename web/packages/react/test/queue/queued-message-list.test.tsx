import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { QueuedMessageList, type QueuedMessages } from '../../src/queue/index.js';

function show(given: Partial<QueuedMessages>) {
  const queued: QueuedMessages = {
    messages: [{ key: 'k1', text: 'And then?' }],
    paused: false,
    add: () => true,
    remove: vi.fn(() => ({ key: 'k1', text: 'And then?' })),
    sendNow: vi.fn(),
    ...given,
  };
  const onEdit = vi.fn();
  const { container } = render(<QueuedMessageList queued={queued} onEdit={onEdit} />);
  return { queued, onEdit, container };
}

describe('QueuedMessageList', () => {
  it('shows what waits, and for what', () => {
    show({});

    expect(screen.getByText('And then?')).toBeTruthy();
    expect(screen.getByRole('status').textContent).toBe('Sent when this answer ends');
    expect(screen.queryByRole('button', { name: 'Send now' })).toBeNull();
  });

  it('gives a message back for editing, and removes one', () => {
    const { queued, onEdit } = show({});

    fireEvent.click(screen.getByRole('button', { name: 'Edit “And then?”' }));
    expect(onEdit).toHaveBeenCalledWith({ key: 'k1', text: 'And then?' });
    fireEvent.click(screen.getByRole('button', { name: 'Remove “And then?”' }));
    expect(queued.remove).toHaveBeenCalledTimes(2);
  });

  it('does not edit what was sent in the meantime', () => {
    const { onEdit } = show({ remove: () => undefined });

    fireEvent.click(screen.getByRole('button', { name: 'Edit “And then?”' }));

    expect(onEdit).not.toHaveBeenCalled();
  });

  it('offers to send after a failure', () => {
    const { queued } = show({ paused: true });

    fireEvent.click(screen.getByRole('button', { name: 'Send now' }));

    expect(queued.sendNow).toHaveBeenCalled();
  });

  it('does not edit a message with files, whose content the field cannot take back', () => {
    show({ messages: [{ key: 'k1', text: '', attachments: [{ type: 'image' }] }] });

    expect(screen.queryByRole('button', { name: /^Edit/ })).toBeNull();
    expect(screen.getByText('Images and files')).toBeTruthy();
  });

  it('shows nothing while nothing waits', () => {
    const { container } = show({ messages: [] });

    expect(container.childElementCount).toBe(0);
  });
});
