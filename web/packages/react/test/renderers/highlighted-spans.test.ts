import highlighter from 'highlight.js/lib/core';
import typescript from 'highlight.js/lib/languages/typescript';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { highlightedSpans } from '../../src/renderers/highlighted-spans.js';

highlighter.registerLanguage('typescript', typescript);

const spansOf = (code: string) =>
  highlightedSpans(highlighter.highlight(code, { language: 'typescript' }).value);

describe('highlightedSpans', () => {
  it('finds the tokens of a code', () => {
    const code = 'const a = "x < y"; // done & over';

    const found = spansOf(code).map(({ start, end, kind }) => [kind, code.slice(start, end)]);

    expect(found).toEqual([
      ['keyword', 'const'],
      ['string', '"x < y"'],
      ['comment', '// done & over'],
    ]);
  });

  it('leaves the code in a template its own colours', () => {
    const code = '`a ${1} b`';

    const found = spansOf(code).map(({ start, end, kind }) => [kind, code.slice(start, end)]);

    expect(found).toEqual([
      ['string', '`a '],
      ['number', '1'],
      ['string', ' b`'],
    ]);
  });

  it('keeps in order and within the code, whatever it is', () => {
    const words = fc.array(
      fc.constantFrom('"', '`', '<b>', '&amp;', '${', '}', '//', 'if', '\n', "'", '1'),
    );
    fc.assert(
      fc.property(words, (parts) => {
        const code = parts.join(' ');
        let at = 0;
        for (const { start, end } of spansOf(code)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBeLessThanOrEqual(code.length);
      }),
    );
  });
});
