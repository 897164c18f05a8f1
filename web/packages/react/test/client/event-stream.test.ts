import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EventStreamDecoder, type StreamItem } from '../../src/client/index.js';
import { done, start, text } from '../fakes/events.js';

const events = [
  start(),
  text('Grüße, 世界 '),
  text('🙂 and "quotes" \\ and\nlines\r\n'),
  { type: 'weather', sky: 'grey' },
  done,
];

function recorded(lineEnd: string): Uint8Array {
  const lines = events.flatMap((event, index) => [
    `id: ${String(index + 1)}`,
    `data: ${JSON.stringify(event)}`,
    '',
    ': keep-alive',
    '',
  ]);
  return new TextEncoder().encode([...lines, 'data: [DONE]', '', ''].join(lineEnd));
}

function decoded(chunks: readonly Uint8Array[]): StreamItem[] {
  const decoder = new EventStreamDecoder();
  return chunks.flatMap((chunk) => decoder.push(chunk));
}

function bytes(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

const whole = decoded([recorded('\n')]);

describe('EventStreamDecoder', () => {
  it('numbers each event by its id', () => {
    expect(whole.map((item) => (item.kind === 'event' ? item.sequence : item.kind))).toEqual([
      1,
      2,
      3,
      4,
      5,
      'end',
    ]);
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])(
    'reads the same events wherever the bytes are split, with lines ending in %s',
    (_, lineEnd) => {
      const stream = recorded(lineEnd);

      for (let split = 0; split <= stream.length; split += 1) {
        const items = decoded([stream.subarray(0, split), stream.subarray(split), bytes('\n')]);
        expect(items, `split at byte ${String(split)}`).toEqual(whole);
      }
    },
  );

  it('reads the same events one byte at a time', () => {
    const stream = recorded('\n');

    expect(decoded(Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('reads the same events in pieces of any sizes', () => {
    const stream = recorded('\r\n');

    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 200 }), (sizes) => {
        const chunks: Uint8Array[] = [];
        let offset = 0;
        for (const size of sizes) {
          chunks.push(stream.subarray(offset, offset + size));
          offset += size;
        }
        chunks.push(stream.subarray(offset));
        expect(decoded(chunks)).toEqual(whole);
      }),
    );
  });

  it('ignores a byte order mark', () => {
    expect(decoded([Uint8Array.of(0xef, 0xbb, 0xbf), recorded('\n')])).toEqual(whole);
  });

  it('does not emit a last event that is cut short', () => {
    expect(decoded([bytes('id: 1\ndata: {"type":"full_start"}\n')])).toEqual([]);
  });

  it('emits events of unknown types, so that the sequence has no gap', () => {
    expect(whole[3]).toEqual({
      kind: 'event',
      sequence: 4,
      event: { type: 'unknown', name: 'weather', fields: events[3] },
    });
  });

  it('emits an event without its required fields as unknown', () => {
    const [item] = decoded([bytes('id: 1\ndata: {"type":"text"}\n\n')]);

    expect(item).toMatchObject({ event: { type: 'unknown', name: 'text' } });
  });

  it.each([
    ['is no JSON', 'id: 1\ndata: {"type":\n\n'],
    ['is no object', 'id: 1\ndata: 7\n\n'],
    ['has no type', 'id: 1\ndata: {}\n\n'],
    ['has an id that is no number', 'id: x\ndata: {"type":"full_start"}\n\n'],
  ])('reports a malformed stream when an event %s', (_, stream) => {
    expect(decoded([bytes(stream)])).toEqual([{ kind: 'malformed' }]);
  });

  it('reports a corrupt stream when an event never ends', () => {
    const decoder = new EventStreamDecoder();

    const items = decoder.push(bytes(`data: ${'x'.repeat(5 * 1024 * 1024)}`));

    expect(items).toEqual([{ kind: 'malformed' }]);
  });
});

describe('by the standard', () => {
  /** The id and data of each event, as parsed by eventsource-parser. */
  function reference(stream: string): [string | undefined, string][] {
    const seen: [string | undefined, string][] = [];
    const parser = createParser({ onEvent: ({ id, data }) => seen.push([id, data]) });
    parser.feed(stream);
    return seen;
  }

  it('reads arbitrary lines exactly as the reference parser does', () => {
    const value = fc.constantFrom('', '1', ' 2', '{"type":"full_start"}', 'a\0', ':', '[DONE]');
    const field = fc.constantFrom('data', 'id', 'event', 'retry', '', 'dat', 'data:', 'id: ', 'ID');
    const line = fc.oneof(
      fc.tuple(field, fc.constantFrom(':', ': ', ''), value).map((parts) => parts.join('')),
      fc.constant(''),
    );
    const end = fc.constantFrom('\n', '\r\n', '\r');

    fc.assert(
      fc.property(fc.array(fc.tuple(line, end), { maxLength: 30 }), (lines) => {
        const stream = `${lines.flat().join('')}\n\n`;
        const expected = reference(stream)
          .filter(([id, data]) => data === '[DONE]' || id !== undefined)
          .map(([id = '', data]) => {
            if (data === '[DONE]') return 'end';
            // An empty data line before or after is white space in JSON.
            const readable = data.trim() === '{"type":"full_start"}';
            return readable && /^[1-9]\d*$/.test(id) ? `event ${id}` : 'malformed';
          });
        const seen = decoded([bytes(stream)]).map((item) =>
          item.kind === 'event' ? `event ${String(item.sequence)}` : item.kind,
        );
        expect(seen).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
