import { createParser } from 'eventsource-parser';

import { parseTurnEvent } from './event-fields.js';
import type { NumberedEvent } from './events.js';

/** What one read of an event stream yields. */
export type StreamItem =
  | ({ readonly kind: 'event' } & NumberedEvent)
  /** The line that says nothing follows. */
  | { readonly kind: 'end' }
  /** Bytes that are no event of the contract; the stream cannot be trusted further. */
  | { readonly kind: 'damaged' };

/** Characters that one event may hold before the stream counts as damaged. */
const longestEvent = 4 * 1024 * 1024;

/**
 * Turns the bytes of an event stream into numbered events, however the bytes are split. An unterminated
 * last event is never emitted, as the standard demands.
 */
export class EventStreamDecoder {
  private readonly text = new TextDecoder('utf-8');
  private items: StreamItem[] = [];
  private readonly parser = createParser({
    maxBufferSize: longestEvent,
    onEvent: ({ id, data }) => {
      this.accept(id, data);
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') {
        this.items.push({ kind: 'damaged' });
      }
    },
  });

  /** Takes the next bytes and returns what they completed, oldest first. */
  push(bytes: Uint8Array): readonly StreamItem[] {
    this.parser.feed(this.text.decode(bytes, { stream: true }));
    const completed = this.items;
    this.items = [];
    return completed;
  }

  private accept(id: string | undefined, data: string): void {
    if (data === '[DONE]') {
      this.items.push({ kind: 'end' });
      return;
    }
    if (id === undefined) {
      return;
    }
    const event = parseTurnEvent(data);
    this.items.push(
      event === undefined || !/^[1-9]\d*$/.test(id)
        ? { kind: 'damaged' }
        : { kind: 'event', sequence: Number(id), event },
    );
  }
}
