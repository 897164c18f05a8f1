import { render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';

import { StreamedMarkdown } from '../../src/index.js';

/** The element that translators put words into; its type is deprecated. */
const translatedWords = 'font' as string;

/** Text nodes that a translator works on: those outside `translate="no"`, or all. */
function textNodes(root: HTMLElement, respectful: boolean): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode() !== null) {
    const node = walker.currentNode as Text;
    const kept = node.parentElement?.closest('[translate="no"]') ?? null;
    if (node.data.trim() !== '' && !(respectful && kept !== null)) nodes.push(node);
  }
  return nodes;
}

/** Translates like the built-in translator of a browser: words move into an element in place of their node. */
function translate(root: HTMLElement, respectful = true): void {
  for (const node of textNodes(root, respectful)) {
    const font = document.createElement(translatedWords);
    font.textContent = node.data.toUpperCase();
    node.replaceWith(font);
  }
}

function select(root: HTMLElement, words: string): Selection {
  const node = textNodes(root, false).find(({ data }) => data.includes(words));
  if (node === undefined) throw new Error(`No text node contains ${words}.`);
  const selection = document.getSelection();
  if (selection === null) throw new Error('There is no selection.');
  const from = node.data.indexOf(words);
  selection.setBaseAndExtent(node, from, node, from + words.length);
  return selection;
}

afterEach(() => {
  document.documentElement.className = '';
  document.getSelection()?.removeAllRanges();
});

describe('a selection in a growing text', () => {
  it.each([
    ['a paragraph', 'The two words here', ' and more'],
    ['bold words', 'Some **two words** and', ' more **bold** text'],
    ['unfinished bold words', 'Some **two words', ' and more** text'],
    ['an unfinished link', 'two words, see [the docs](https://exam', 'ple.org) there'],
    ['a heading', '## Some two words', ' in it\n\nText'],
    ['a list', '- two words\n- seco', 'nd\n- third'],
    ['a list that becomes loose', '- two words\n- second', '\n\n- third'],
    ['a numbered list', '1. two words', ' and more\n2. second'],
    ['a nested list', '- first\n  - two words', ' more\n  - again\n- last'],
    ['a quotation', '> two words', ' more\n> and more'],
    ['a table', '| a | b |\n| - | - |\n| two words | x |\n| y', ' | z |\n| 1 | 2 |'],
    ['the last cell of a table', '| a | b |\n| - | - |\n| x | two words', ' more |\n'],
    ['code', '```js\ntwo words();', '\nmore();\n```\n\nText'],
    ['code within words', 'Use `two words` and', ' `more`'],
    ['a settled block', 'two words\n\nSecond\n\nThird', ' more\n\nFourth\n\nFifth'],
  ])('is kept in %s', (_, start, rest) => {
    const { container, rerender } = render(<StreamedMarkdown text={start} growing />);
    const selection = select(container, 'two words');

    for (let length = 1; length <= rest.length; length += 1) {
      rerender(<StreamedMarkdown text={start + rest.slice(0, length)} growing />);
    }
    rerender(<StreamedMarkdown text={start + rest} growing={false} />);

    expect(selection.toString()).toBe('two words');
    expect(selection.anchorNode?.isConnected).toBe(true);
  });
});

describe('a page that the browser translates', () => {
  it('leaves growing text alone, and translates it at the end', () => {
    const { container, rerender } = render(<StreamedMarkdown text="Some **bold** text" growing />);
    document.documentElement.className = 'translated-ltr';

    translate(container);
    expect(container.textContent).toBe('Some bold text');
    rerender(<StreamedMarkdown text="Some **bold** text. The end." growing={false} />);
    translate(container);

    expect(container.textContent).toBe('SOME BOLD TEXT. THE END.');
  });

  it.each([
    'Some text',
    'Some **bold** text',
    '- one\n- two',
    '```js\nlet a\n',
    '| a |\n| - |\n| b',
  ])('shows the last words even if the translator takes them while they grow: %j', (start) => {
    const { container, rerender } = render(<StreamedMarkdown text={start} growing />);

    for (const rest of [' more', ' more **and', ' more **and** less', ' more **and** less.']) {
      translate(container, false);
      rerender(<StreamedMarkdown text={start + rest} growing />);
    }
    translate(container, false);
    const whole = `${start} more **and** less.\n\nThe last words`;
    rerender(<StreamedMarkdown text={whole} growing={false} />);

    expect(container.textContent).toContain('The last words');
    expect(container.querySelector(translatedWords)).toBeNull();
  });

  it('survives a translated answer that is replaced by another text, and removed', () => {
    const { container, rerender, unmount } = render(
      <StreamedMarkdown text="One **two** three `four` five" growing={false} />,
    );
    translate(container);

    rerender(<StreamedMarkdown text="Other *text* `here`" growing={false} />);
    translate(container);

    expect(container.textContent).toBe('OTHER TEXT here');
    expect(unmount).not.toThrow();
  });

  it('is not redrawn where nothing is translated', () => {
    const { container, rerender } = render(<StreamedMarkdown text="Some text" growing />);
    const paragraph = container.querySelector('p');

    rerender(<StreamedMarkdown text="Some text." growing={false} />);

    expect(container.querySelector('p')).toBe(paragraph);
  });

  it('never translates code', () => {
    const { container } = render(
      <StreamedMarkdown text={'Use `let a`:\n\n```js\nconst b\n```'} growing={false} />,
    );

    translate(container);

    expect(container.querySelector('p')?.textContent).toBe('USE let a:');
    expect(container.querySelector('pre')?.textContent).toBe('const b');
  });
});

describe('the direction of text', () => {
  const directions = (text: string): string[] =>
    [
      ...render(<StreamedMarkdown text={text} growing={false} />).container.querySelectorAll(
        '[dir]',
      ),
    ]
      .filter((element) => !element.matches('.fw-code'))
      .map((element) => `${element.tagName.toLowerCase()} ${element.getAttribute('dir') ?? ''}`);

  it.each([
    ['a paragraph', 'مرحبا', ['p auto']],
    ['a heading', '# مرحبا', ['h3 auto']],
    ['a list', '- مرحبا\n- hello', ['ul rtl', 'li rtl', 'li ltr']],
    ['a numbered list', '1. שלום', ['ol rtl', 'li rtl']],
    ['a list that starts with code', '- `npm ci` ثبت', ['ul rtl', 'li rtl', 'code ltr']],
    ['a quotation', '> مرحبا', ['blockquote rtl', 'p auto']],
    ['a table', '| س |\n| - |\n| a |', ['table rtl', 'th auto', 'td auto']],
    ['code within words', 'شغل `a;`', ['p auto', 'code ltr']],
    ['a list of numbers', '- 12', ['ul auto', 'li auto']],
  ])('is that of each block: %s', (_, text, expected) => {
    expect(directions(text)).toEqual(expected);
  });

  it('is from left to right in code', () => {
    const { container } = render(
      <StreamedMarkdown text={'مرحبا\n\n```js\nconst a = 1;\n```'} growing={false} />,
    );

    expect(container.querySelector('pre')?.closest('[dir]')?.getAttribute('dir')).toBe('ltr');
  });
});
