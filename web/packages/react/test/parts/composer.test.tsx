import { act, cleanup, createEvent, fireEvent, render, screen } from '@testing-library/react';
import { createRef } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

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

  it('says that there is nothing to send during a turn, without leaving the field', () => {
    const { field, rerender } = renderComposer();
    field.focus();

    rerender({ active: true });

    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Send' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(button.disabled).toBe(false);
    expect(document.activeElement).toBe(field);
  });

  describe('with Enter during a turn', () => {
    const note = /It is sent when this answer ends/;

    function queue(text = 'And then?'): Rendered {
      const rendered = renderComposer({ active: true });
      write(rendered.field, text);
      fireEvent.keyDown(rendered.field, { key: 'Enter' });
      return rendered;
    }

    it('says that the message is sent when the turn ends, and sends it then, once', () => {
      const { field, rerender, sent } = queue();
      expect(screen.getByText(note)).toBeTruthy();
      expect(field.value).toBe('And then?');
      expect(sent).toEqual([]);

      rerender({ active: false });
      rerender({ active: true });
      rerender({ active: false });

      expect(sent).toEqual(['And then?']);
      expect(field.value).toBe('');
      expect(screen.queryByText(note)).toBeNull();
    });

    it.each([
      ['an edit', (field: HTMLElement) => fireEvent.change(field, { target: { value: 'And?' } })],
      ['Escape', (field: HTMLElement) => fireEvent.keyDown(field, { key: 'Escape' })],
    ])('holds it back after %s', (_, takeBack) => {
      const { field, rerender, sent } = queue();

      takeBack(field);
      rerender({ active: false });

      expect(sent).toEqual([]);
      expect(field.value).not.toBe('');
      expect(screen.queryByText(note)).toBeNull();
    });

    it('keeps it in the field if the turn fails', () => {
      const { field, rerender, sent } = queue();

      rerender({ active: false, failed: true });
      rerender({ active: false });

      expect(sent).toEqual([]);
      expect(field.value).toBe('And then?');
    });

    it('queues no blank message', () => {
      queue('  ');

      expect(screen.queryByText(note)).toBeNull();
    });

    it('queues with the button too', () => {
      const { field, rerender, sent } = renderComposer({ active: true });
      write(field, 'And then?');

      fireEvent.click(screen.getByRole('button', { name: 'Send' }));
      rerender({ active: false });

      expect(sent).toEqual(['And then?']);
    });
  });

  describe('a draft with a key', () => {
    const unblocked = Object.getOwnPropertyDescriptor(window, 'sessionStorage') ?? {};
    const refuse = (): never => {
      throw new DOMException('Access is denied.', 'SecurityError');
    };
    const kept = (key: string): string | null => sessionStorage.getItem(`firstword.draft.${key}`);

    beforeEach(() => {
      sessionStorage.clear();
    });
    afterEach(() => {
      Object.defineProperty(window, 'sessionStorage', unblocked);
    });

    it('is found again by the next page', () => {
      write(renderComposer({ draftKey: 'c1' }).field, 'Half a thou');
      cleanup();

      expect(renderComposer({ draftKey: 'c1' }).field.value).toBe('Half a thou');
    });

    it('is forgotten once it is sent', async () => {
      const { field } = renderComposer({ draftKey: 'c1' });
      write(field, 'Hello');

      fireEvent.keyDown(field, { key: 'Enter' });

      await expect.poll(() => kept('c1')).toBeNull();
    });

    it('is kept though the field disappears at once', () => {
      write(renderComposer({ draftKey: 'c1' }).field, 'Hello');
      cleanup();

      expect(kept('c1')).toBe('Hello');
    });

    it('belongs to its conversation', async () => {
      const { field, rerender } = renderComposer({ draftKey: 'c1' });
      write(field, 'One');

      rerender({ draftKey: 'c2' });
      expect(field.value).toBe('');
      write(field, 'Two');
      rerender({ draftKey: 'c1' });

      expect(field.value).toBe('One');
      await expect.poll(() => [kept('c1'), kept('c2')]).toEqual(['One', 'Two']);
    });

    it('moves with a conversation that is named during its first turn', async () => {
      const { field, rerender } = renderComposer({ draftKey: 'new', active: true });
      write(field, 'Next');

      rerender({ draftKey: 'c1', active: true });

      expect(field.value).toBe('Next');
      await expect.poll(() => [kept('new'), kept('c1')]).toEqual([null, 'Next']);
    });

    it.each([
      ['touching the storage throws', { get: refuse }],
      ['the storage is full', { value: { getItem: () => null, setItem: refuse } }],
    ])('is only in the field if %s', (_, blocked) => {
      Object.defineProperty(window, 'sessionStorage', { ...blocked, configurable: true });
      const { field, sent } = renderComposer({ draftKey: 'c1' });

      write(field, 'Hello');
      expect(field.value).toBe('Hello');
      fireEvent.keyDown(field, { key: 'Enter' });

      expect(sent).toEqual(['Hello']);
      expect(field.value).toBe('');
    });
  });

  it('is not measured where the style sheet fits it to its text', () => {
    vi.stubGlobal('CSS', { supports: () => true });
    const { field } = renderComposer();
    let measured = 0;
    Object.defineProperty(field, 'scrollHeight', { get: () => (measured += 1) });

    write(field, 'Hello');
    vi.unstubAllGlobals();

    expect(measured).toBe(0);
    expect(field.style.blockSize).toBe('');
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

  it('gives a message during a turn to the queue, and is empty again', () => {
    const queued: string[] = [];
    const { field, sent } = renderComposer({
      active: true,
      onQueue: (text) => {
        queued.push(text);
        return true;
      },
    });
    write(field, 'And then?');

    fireEvent.keyDown(field, { key: 'Enter' });

    expect(queued).toEqual(['And then?']);
    expect(field.value).toBe('');
    expect(sent).toEqual([]);
  });

  it('keeps a message that the queue has no room for', () => {
    const { field } = renderComposer({ active: true, onQueue: () => false });
    write(field, 'And then?');

    fireEvent.keyDown(field, { key: 'Enter' });

    expect(field.value).toBe('And then?');
  });

  it('takes the newest queued message back on Escape, if it is empty', () => {
    const onTakeBack = vi.fn();
    const { field } = renderComposer({ active: true, onTakeBack });
    write(field, 'x');
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(onTakeBack).not.toHaveBeenCalled();

    write(field, '');
    fireEvent.keyDown(field, { key: 'Escape' });

    expect(onTakeBack).toHaveBeenCalledTimes(1);
  });

  it('puts a text before the draft', () => {
    const handle = createRef<ComposerHandle>();
    const { field } = renderComposer({ handle });
    write(field, 'draft');

    act(() => {
      handle.current?.prepend('taken back');
    });

    expect(field.value).toBe('taken back\ndraft');
  });
});
