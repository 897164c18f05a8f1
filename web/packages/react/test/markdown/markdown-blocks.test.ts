import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MarkdownBlocks } from '../../src/markdown/markdown-blocks.js';

const answer = [
  '# Loading data',
  'A paragraph with **bold**, `code` and a [link](https://example.org).',
  '- one\n- two\n  - nested\n\n- three after a blank line',
  '```python\nprint("a")\n\nprint("b")\n```',
  '| name | value |\n| --- | ---: |\n| a | 1 |\n| b | 2 |',
  '> a quotation\n> of two lines',
  '1. first\n2. second',
  'The end.',
].join('\n\n');

function signatures(blocks: MarkdownBlocks, text: string, growing: boolean): string[] {
  return blocks.parse(text, growing).map(({ signature }) => signature);
}

function whole(text: string): string[] {
  return signatures(new MarkdownBlocks(), text, false);
}

describe('MarkdownBlocks', () => {
  it('splits a text into its top-level blocks', () => {
    const types = new MarkdownBlocks().parse(answer, false).map(({ token }) => token.type);

    expect(types).toEqual([
      'heading',
      'paragraph',
      'list',
      'code',
      'table',
      'blockquote',
      'list',
      'paragraph',
    ]);
  });

  it('renders a growing text like the complete one at every blank line, however it is split', () => {
    const ends = [...answer.matchAll(/\n\n(?=[^ \n])/g)].map(({ index }) => index);

    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (sizes) => {
        const blocks = new MarkdownBlocks();
        let length = 0;
        for (let piece = 0; length < answer.length; piece += 1) {
          length += sizes[piece % sizes.length] ?? 1;
          const text = answer.slice(0, length);
          const shown = signatures(blocks, text, true);
          const settled = ends.findLast((end) => end <= length) ?? 0;
          const expected = whole(answer.slice(0, settled));
          const sure = Math.max(0, expected.length - 2);
          expect(shown.slice(0, sure)).toEqual(expected.slice(0, sure));
        }
        expect(signatures(blocks, answer, false)).toEqual(whole(answer));
      }),
      { numRuns: 30 },
    );
  });

  it('reads only the end of a growing text again', () => {
    const blocks = new MarkdownBlocks();
    const text = Array.from({ length: 50 }, (_, index) => `Paragraph ${String(index)}.`).join(
      '\n\n',
    );
    const before = blocks.parse(text, true);

    const after = blocks.parse(`${text} More`, true);

    const repainted = after.filter(({ token }, index) => token !== before[index]?.token);
    expect(repainted.length).toBeLessThanOrEqual(3);
  });

  it.each([
    ['bold', 'some **bo', 'some **bo**'],
    ['code', 'some `co', 'some `co`'],
    ['a link', 'see [the docs](https://exam', 'see the docs'],
  ])('closes %s that is unfinished', (_, unfinished, closed) => {
    const [block] = new MarkdownBlocks().parse(unfinished, true);

    expect(block?.token.raw).toBe(closed);
  });

  it('leaves the text of a finished answer as it is', () => {
    const [block] = new MarkdownBlocks().parse('2 ** 3', false);

    expect(block?.token.raw).toBe('2 ** 3');
  });

  it.each(['| name | va', '| name | value |\n', '| name | value |\n| --'])(
    'does not show the bars of a table that has only begun: %j',
    (unfinished) => {
      const blocks = new MarkdownBlocks().parse(`Before\n\n${unfinished}`, true);

      expect(blocks.map(({ token }) => token.type)).toEqual(['paragraph']);
    },
  );

  it('shows a table as soon as its header is complete', () => {
    const blocks = new MarkdownBlocks().parse('| name | value |\n| --- | --- |\n', true);

    expect(blocks.map(({ token }) => token.type)).toEqual(['table']);
  });

  it.each(['#', '## ', '## **', 'Above\n\n### '])(
    'shows no heading before its text: %j',
    (text) => {
      const types = new MarkdownBlocks().parse(text, true).map(({ token }) => token.type);

      expect(types).not.toContain('heading');
    },
  );

  it('never skips a level of headings', () => {
    const levels = new MarkdownBlocks()
      .parse('### Deep\n\n# Top\n\n#### Deeper\n\n## Two', false)
      .map(({ headingLevel }) => headingLevel);

    expect(levels).toEqual([3, 3, 4, 4]);
  });

  it('gives headings of one depth one level', () => {
    const levels = new MarkdownBlocks()
      .parse('## One\n\n### In it\n\n## Two\n\n## Three', false)
      .map(({ headingLevel }) => headingLevel);

    expect(levels).toEqual([3, 4, 3, 3]);
  });

  it('resolves a link that is defined below', () => {
    const [block] = new MarkdownBlocks().parse('See [docs][d].\n\n[d]: https://example.org', false);

    expect(JSON.stringify(block?.token)).toContain('"href":"https://example.org"');
  });

  it('resolves a link of a settled block that is defined at the very end', () => {
    const blocks = new MarkdownBlocks();
    const text = 'See [docs][d].\n\none\n\ntwo\n\nthree\n\n';
    blocks.parse(text, true);
    blocks.parse(`${text}four`, true);

    const [block] = blocks.parse(`${text}[d]: https://example.org`, false);

    expect(JSON.stringify(block?.token)).toContain('"href":"https://example.org"');
  });

  it('starts over when it is given another text', () => {
    const blocks = new MarkdownBlocks();
    blocks.parse('one\n\ntwo\n\nthree\n\nfour', true);

    expect(signatures(blocks, 'other', true)).toEqual(whole('other'));
  });
});
