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
const maxEventCharacters = 4 * 1024 * 1024;

/** The end of a line. A carriage return at the very end may be half of one. */
const lineEnd = /\r\n|\n|\r(?!$)/;

/**
 * Turns the bytes of an event stream into numbered events, however the bytes are split. An unterminated
 * last event is never emitted, as the standard demands.
 */
export class EventStreamDecoder {
  readonly #text = new TextDecoder('utf-8');
  #items: StreamItem[] = [];
  /** The line that is not over yet. */
  #partialLine = '';
  #id: string | undefined;
  #data: string | undefined;

  /** Takes the next bytes and returns what they completed, oldest first. */
  push(bytes: Uint8Array): readonly StreamItem[] {
    const text = this.#text.decode(bytes, { stream: true });
    const begun = this.#partialLine + text;
    // What cannot end a line is not searched again with all that comes after it.
    const lines =
      /[\r\n]/.test(text) || this.#partialLine.endsWith('\r') ? begun.split(lineEnd) : [begun];
    this.#partialLine = lines.pop() ?? '';
    for (const line of lines) this.#processLine(line);
    if (this.#partialLine.length + (this.#data?.length ?? 0) > maxEventCharacters) {
      this.#partialLine = '';
      this.#data = undefined;
      this.#items.push({ kind: 'damaged' });
    }
    const completed = this.#items;
    this.#items = [];
    return completed;
  }

  /** One line, by the standard's rules; fields that the contract does not use are left out. */
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
          ? { kind: 'damaged' }
          : { kind: 'event', sequence: Number(id), event },
      );
    }
  }
}
