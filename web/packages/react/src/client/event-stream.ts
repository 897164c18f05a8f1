import { parseTurnEvent } from './event-fields.js';
import type { NumberedEvent } from './events.js';

/** An item of an event stream. */
export type StreamItem =
  | ({ readonly kind: 'event' } & NumberedEvent)
  /** The line that ends the stream. */
  | { readonly kind: 'end' }
  /** Bytes that violate the protocol; nothing after them can be trusted. */
  | { readonly kind: 'malformed' };

/** Limit on the characters of one event. A stream that exceeds it is malformed. */
const maxEventCharacters = 4 * 1024 * 1024;

/** A line terminator. A carriage return at the very end may be the first half of one. */
const lineEnd = /\r\n|\n|\r(?!$)/;

/**
 * Decodes the bytes of an event stream into numbered events, however the bytes are split. As the standard
 * requires, an unterminated last event is dropped.
 *
 * Not eventsource-parser: that alone is 1,435 bytes compressed, and would put the chat hook over its limit of
 * 8 KB. All of this, event parsing included, is 859.
 */
export class EventStreamDecoder {
  readonly #text = new TextDecoder('utf-8');
  /** The beginning of a line whose end has not arrived. */
  #partialLine = '';
  #id: string | undefined;
  #data: string | undefined;

  /** Takes the next bytes and returns the items they complete, oldest first. */
  push(bytes: Uint8Array): readonly StreamItem[] {
    const text = this.#text.decode(bytes, { stream: true });
    const begun = this.#partialLine + text;
    // Text without a line terminator is only appended: searching all of the partial line again would be
    // quadratic.
    const lines =
      /[\r\n]/.test(text) || this.#partialLine.endsWith('\r') ? begun.split(lineEnd) : [begun];
    this.#partialLine = lines.pop() ?? '';
    const items = lines.flatMap((line) => this.#processLine(line) ?? []);
    if (this.#partialLine.length + (this.#data?.length ?? 0) <= maxEventCharacters) return items;
    this.#partialLine = '';
    this.#data = undefined;
    return [...items, { kind: 'malformed' }];
  }

  /**
   * Processes one line by the rules of the standard, and returns the item that it completes. Fields that the
   * protocol does not use are ignored.
   */
  #processLine(line: string): StreamItem | undefined {
    if (line === '') {
      const item = itemOf(this.#id, this.#data);
      this.#id = this.#data = undefined;
      return item;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'data') {
      this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    } else if (field === 'id' && !value.includes('\0')) {
      this.#id = value;
    }
    return undefined;
  }
}

function itemOf(id: string | undefined, data: string | undefined): StreamItem | undefined {
  if (data === '[DONE]') return { kind: 'end' };
  if (id === undefined || data === undefined) return undefined;
  const event = parseTurnEvent(data);
  return event === undefined || !/^[1-9]\d*$/.test(id)
    ? { kind: 'malformed' }
    : { kind: 'event', sequence: Number(id), event };
}
