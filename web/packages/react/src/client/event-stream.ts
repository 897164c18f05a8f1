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
  #items: StreamItem[] = [];
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
    for (const line of lines) this.#processLine(line);
    if (this.#partialLine.length + (this.#data?.length ?? 0) > maxEventCharacters) {
      this.#partialLine = '';
      this.#data = undefined;
      this.#items.push({ kind: 'malformed' });
    }
    const completed = this.#items;
    this.#items = [];
    return completed;
  }

  /** Processes one line by the rules of the standard. Fields that the protocol does not use are ignored. */
  #processLine(line: string): void {
    if (line === '') {
      if (this.#data !== undefined) this.#dispatch(this.#data);
      this.#id = this.#data = undefined;
      return;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'data') {
      this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    } else if (field === 'id' && !value.includes('\0')) {
      this.#id = value;
    }
  }

  #dispatch(data: string): void {
    const id = this.#id;
    if (data === '[DONE]') {
      this.#items.push({ kind: 'end' });
    } else if (id !== undefined) {
      const event = parseTurnEvent(data);
      this.#items.push(
        event === undefined || !/^[1-9]\d*$/.test(id)
          ? { kind: 'malformed' }
          : { kind: 'event', sequence: Number(id), event },
      );
    }
  }
}
