import { act, createEvent, fireEvent, render, screen } from '@testing-library/react';
import { createRef } from 'react';
import { describe, expect, it } from 'vitest';

import { Composer, type ComposerHandle, type ComposerProps } from '../../src/index.js';

interface Rendered {
  readonly sent: string[];
  readonly field: HTMLTextAreaElement;
  readonly rerender: (props: Partial<ComposerProps>) => void;
  readonly cancelled: () => number;
}

function renderComposer(given: Partial<ComposerProps> = {}): Rendered {
  const sent: string[] = [];
  let cancellations = 0;
  const composer = (props: Partial<ComposerProps>): React.ReactElement => (
    <Composer
      active={false}
      onSend={(text) => {
        sent.push(text);
        return true;
      }}
      onCancel={() => {
        cancellations += 1;
      }}
      {...props}
    />
  );
  const { rerender } = render(composer(given));
  return {
    sent,
    field: screen.getByRole<HTMLTextAreaElement>('textbox'),
    rerender: (props) => {
      rerender(composer(props));
    },
    cancelled: () => cancellations,
  };
}

function write(field: HTMLTextAreaElement, text: string): void {
  fireEvent.change(field, { target: { value: text } });
}

describe('Composer', () => {
  it('sends with Enter, and is empty again', () => {
    const { field, sent } = renderComposer();
    write(field, 'Hello');

    fireEvent.keyDown(field, { key: 'Enter' });

    expect(sent).toEqual(['Hello']);
    expect(field.value).toBe('');
  });

  it('reports the focus, every change, and an empty draft once it is sent', () => {
    const heard: string[] = [];
    const { field } = renderComposer({
      onFieldFocus: (draft) => heard.push(`focus ${draft}`),
      onDraft: (draft) => heard.push(`draft ${draft}`),
    });

    act(() => {
      field.focus();
    });
    write(field, 'Hello');
    fireEvent.keyDown(field, { key: 'Enter' });

    expect(heard).toEqual(['focus ', 'draft Hello', 'draft ']);
  });

  it('inserts a new line with Shift+Enter', () => {
    const { field, sent } = renderComposer();
    write(field, 'Hello');

    const event = createEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    fireEvent(field, event);

    expect(sent).toEqual([]);
    expect(event.defaultPrevented).toBe(false);
  });

  it.each([
    ['while an input method composes a word', { key: 'Enter', isComposing: true }],
    ['with the Enter that ends a composition in Safari', { key: 'Enter', keyCode: 229 }],
  ])('does not send %s', (_, init) => {
    const { field, sent } = renderComposer();
    write(field, 'にほ');

    fireEvent.keyDown(field, init);

    expect(sent).toEqual([]);
  });

  it('keeps a text that was not taken', () => {
    const { field } = renderComposer({ onSend: () => false });
    write(field, 'Hello');

    fireEvent.keyDown(field, { key: 'Enter' });

    expect(field.value).toBe('Hello');
  });

  it('sends without the white space at the end', () => {
    const { field, sent } = renderComposer();
    write(field, '  code\n\n');

    fireEvent.keyDown(field, { key: 'Enter' });

    expect(sent).toEqual(['  code']);
  });

  it('keeps the focus in the field when the button is used', () => {
    const { field, sent } = renderComposer();
    write(field, 'Hello');
    field.focus();
    const button = screen.getByRole('button', { name: 'Send' });

    const press = createEvent.mouseDown(button);
    fireEvent(button, press);
    fireEvent.click(button);

    expect(press.defaultPrevented).toBe(true);
    expect(sent).toEqual(['Hello']);
    expect(document.activeElement).toBe(field);
  });

  it('says that nothing can be sent during a turn, without leaving the field', () => {
    const { field, rerender } = renderComposer();
    field.focus();

    rerender({ active: true });

    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Send' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(button.disabled).toBe(false);
    expect(document.activeElement).toBe(field);
  });

  it('offers to stop a turn, once', () => {
    const { rerender, cancelled } = renderComposer({ active: true });

    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    rerender({ active: true, stopping: true });
    fireEvent.click(screen.getByRole('button', { name: 'Stopping' }));

    expect(cancelled()).toBe(1);
  });

  it('takes the focus back from the stop button when the turn ends', () => {
    const { field, rerender } = renderComposer({ active: true });
    screen.getByRole('button', { name: 'Stop' }).focus();

    rerender({ active: false });

    expect(document.activeElement).toBe(field);
  });

  it('does not steal the focus when a turn ends', () => {
    const { rerender } = renderComposer({ active: true });

    rerender({ active: false });

    expect(document.activeElement).toBe(document.body);
  });

  it('can be filled from outside', () => {
    const handle = createRef<ComposerHandle>();
    const { field } = renderComposer({ handle });

    act(() => {
      field.focus();
    });
    handle.current?.focus();

    expect(document.activeElement).toBe(field);
  });
});
