import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';

import { type ChatMessage, Transcript, type TranscriptProps } from '../../src/index.js';

function question(key: string): ChatMessage {
  return { key, role: 'user', text: key, state: 'sent', createdAtMs: 0 };
}

/** Gives the scroll area a size, which jsdom does not compute. */
function sized(area: HTMLElement, scrollHeight: number): void {
  Object.defineProperties(area, {
    scrollHeight: { value: scrollHeight, configurable: true },
    clientHeight: { value: 400, configurable: true },
  });
}

describe('Transcript', () => {
  let messages: ChatMessage[];

  beforeEach(() => {
    messages = [question('one')];
  });

  function transcript(props: Partial<TranscriptProps> = {}): React.ReactElement {
    return (
      <Transcript messages={messages} {...props}>
        <p>words</p>
      </Transcript>
    );
  }

  function scrollTo(area: HTMLElement, top: number): void {
    area.scrollTop = top;
    fireEvent.scroll(area);
  }

  it('is a log that is not announced automatically', () => {
    render(transcript());

    const log = screen.getByRole('log', { name: 'Conversation' });
    expect(log.getAttribute('aria-live')).toBe('off');
    expect(log.tabIndex).toBe(0);
  });

  it('offers the newest words to a reader who has scrolled up', () => {
    render(transcript());
    const log = screen.getByRole('log');
    sized(log, 1000);
    scrollTo(log, 600);
    expect(screen.queryByRole('button', { name: 'Jump to newest' })).toBeNull();

    scrollTo(log, 200);
    fireEvent.click(screen.getByRole('button', { name: 'Jump to newest' }));

    expect(log.scrollTop).toBe(1000);
    expect(screen.queryByRole('button', { name: 'Jump to newest' })).toBeNull();
  });

  it('stops following when the reader turns the wheel up', () => {
    render(transcript());
    const log = screen.getByRole('log');
    sized(log, 1000);

    fireEvent.wheel(log, { deltaY: -10 });

    expect(screen.getByRole('button', { name: 'Jump to newest' })).toBeTruthy();
  });

  it('lets go when the reader marks text', () => {
    render(transcript());
    act(() => {
      document.getSelection()?.selectAllChildren(screen.getByText('words'));
      document.dispatchEvent(new Event('selectionchange'));
    });

    expect(screen.getByRole('button', { name: 'Jump to newest' })).toBeTruthy();
  });

  it('returns to the end when the reader sends a message', () => {
    const { rerender } = render(transcript());
    const log = screen.getByRole('log');
    sized(log, 1000);
    scrollTo(log, 600);
    scrollTo(log, 100);

    messages = [...messages, question('two')];
    rerender(transcript());

    expect(log.scrollTop).toBe(1000);
  });

  it('keeps the text in place when earlier messages are prepended', () => {
    const { rerender } = render(transcript());
    const log = screen.getByRole('log');
    sized(log, 1000);
    scrollTo(log, 600);
    scrollTo(log, 100);

    sized(log, 1500);
    messages = [question('zero'), ...messages];
    rerender(transcript());

    expect(log.scrollTop).toBe(600);
  });

  it('loads earlier messages once at a time', () => {
    let loads = 0;
    const onLoadOlder = (): void => {
      loads += 1;
    };
    const { rerender } = render(transcript({ onLoadOlder }));
    fireEvent.click(screen.getByRole('button', { name: 'Show earlier messages' }));

    rerender(transcript({ onLoadOlder, loadingOlder: true }));
    fireEvent.click(screen.getByRole('button', { name: 'Loading earlier messages' }));

    expect(loads).toBe(1);
  });
});
