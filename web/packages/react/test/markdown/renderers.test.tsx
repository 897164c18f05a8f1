import { fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';

import {
  AssistantMessage,
  type MarkdownRenderers,
  MarkdownRenderersProvider,
  StreamedMarkdown,
} from '../../src/index.js';
import { renderMath } from '../../src/renderers/index.js';

const formulas: MarkdownRenderers = {
  math: ({ tex, display }) => <b data-display={display}>{tex}</b>,
};

function shown(text: string, renderers: MarkdownRenderers = {}, growing = false): HTMLElement {
  return render(
    <MarkdownRenderersProvider value={renderers}>
      <StreamedMarkdown text={text} growing={growing} />
    </MarkdownRenderersProvider>,
  ).container;
}

afterEach(() => {
  document.body.replaceChildren();
});

describe('formulas', () => {
  it.each([
    ['in dollars', 'If $a_1 * b_1 * c$ holds', 'a_1 * b_1 * c', 'false'],
    ['in parentheses', String.raw`If \(a^2\) holds`, 'a^2', 'false'],
    ['in brackets', '\\[\na^2\n\\]', 'a^2', 'true'],
    ['in double dollars', 'So:\n$$\na\n= b\n$$\nand', 'a\n= b', 'true'],
    ['for display in a line', 'So $$a$$ is', 'a', 'true'],
    ['in emphasis', '**If $x * y$ holds**', 'x * y', 'false'],
    ['in a list', '1. First\n\n   $$\n   a\n   $$', 'a', 'true'],
    ['in a table', '| a |\n|---|\n| $x$ |', 'x', 'false'],
  ])('%s are rendered', (_, text, tex, display) => {
    const [formula, ...others] = shown(text, formulas).querySelectorAll('b');

    expect(others).toEqual([]);
    expect(formula?.textContent).toBe(tex);
    expect(formula?.dataset['display']).toBe(display);
  });

  it.each([
    'It costs $5 or $10.',
    'It costs $5, not $x.',
    'Set $HOME and $PATH.',
    'In `$x$` nothing',
    'A lone $ sign, and another $',
    'US$5/month and A$6/month',
  ])('are not found in %j', (text) => {
    expect(shown(text, formulas).querySelector('b')).toBeNull();
  });

  it('are shown as they were written where nothing renders them', () => {
    const text = String.raw`If \(a^2_1\) and $b_1 + c_1$ hold`;

    expect(shown(text).textContent).toBe(text);
  });

  it('are not shown in part while they grow, and prices are', () => {
    expect(shown('The energy $E = m', formulas, true).textContent).toBe('The energy');
    expect(shown(String.raw`Both \(a\) and \(b +`, formulas, true).textContent).toBe('Both a and');
    expect(shown('It costs $5 a', formulas, true).textContent).toBe('It costs $5 a');
  });

  it('of several lines are shown in TeX until their end has arrived', () => {
    const container = shown('So:\n\n$$\na = b', formulas, true);

    expect(container.querySelector('.fw-formula')?.textContent).toBe('a = b');
    expect(container.querySelector('b')).toBeNull();
  });

  it('with an error, or without the typesetter, are shown in TeX', async () => {
    const broken = renderMath(() =>
      Promise.resolve({
        render: () => {
          throw new Error('Expected }');
        },
      }),
    );
    const missing = renderMath(() => Promise.reject(new Error('offline')));

    expect(shown('$x$', { math: broken }).textContent).toBe('x');
    expect(shown('$x$', { math: missing }).textContent).toBe('x');
    await Promise.resolve();
    expect(document.body.textContent).toBe('xx');
  });
});

describe('renderers of the application', () => {
  it('show code in its block, with its language and its text', () => {
    const container = shown('```TS\nlet a;\n```', {
      code: ({ code, language, children }) => <mark title={`${language} ${code}`}>{children}</mark>,
    });

    const mark = container.querySelector('.fw-code code mark');
    expect(mark?.getAttribute('title')).toBe('ts let a;');
    expect(mark?.textContent).toBe('let a;');
  });

  it('draw a diagram in place of its block, once it is complete', () => {
    const diagrams = { mermaid: ({ code }: { code: string }) => <figure>{code}</figure> };
    const text = '```mermaid\ngraph TD\n';

    const growing = shown(text, { diagrams }, true);
    const complete = shown(`${text}\`\`\`\n`, { diagrams });
    const other = shown('```constructor\nx\n```', { diagrams });

    expect(growing.querySelector('figure')).toBeNull();
    expect(growing.querySelector('.fw-code')?.textContent).toContain('graph TD');
    expect(complete.querySelector('figure')?.textContent).toBe('graph TD');
    expect(complete.querySelector('.fw-code')).toBeNull();
    expect(other.querySelector('.fw-code')).not.toBeNull();
  });

  it('show links and images, but none with an unsafe address', () => {
    const renderers: MarkdownRenderers = {
      link: ({ href, children }) => <cite title={href}>{children}</cite>,
      image: ({ src, alt }) => <cite title={src}>{alt}</cite>,
    };

    const container = shown(
      '[a](https://a.example) [b](javascript:b) ![c](https://c.example/c.png) ![d](data:image/png,d)',
      renderers,
    );

    expect([...container.querySelectorAll('cite')].map(({ title }) => title)).toEqual([
      'https://a.example',
      'https://c.example/c.png',
    ]);
    expect(container.textContent).toBe('a b c d');
  });
});

describe('images', () => {
  it('are loaded when the reader asks for it, and say so if that fails', () => {
    const container = shown('![A chart](https://charts.example/a.png)');
    expect(container.querySelector('img')).toBeNull();

    fireEvent.click(screen.getByRole('button', { name: 'Load image from charts.example' }));
    const image = screen.getByRole('img', { name: 'A chart' });
    expect(image.getAttribute('referrerpolicy')).toBe('no-referrer');
    fireEvent.error(image);

    expect(container.querySelector('img')).toBeNull();
    expect(container.textContent).toContain('The image could not be loaded.');
  });
});

describe('references', () => {
  const sources = [
    { index: 1, document_id: 'd1', title: 'Handbook', source: '', heading: 'Leave' },
    { index: 2, document_id: 'd2', title: 'Site', source: 'https://site.example', heading: '' },
  ];
  const answer = (text: string) => (
    <AssistantMessage
      message={{ key: 'a', role: 'assistant', text, state: 'complete', createdAtMs: 0, sources }}
    />
  );

  it('to sources lead to them', () => {
    render(answer('It is so [1][2], and [1, 2] too.'));

    expect(screen.getAllByRole('button', { name: 'Source 1: Handbook' })).toHaveLength(2);
    const [link] = screen.getAllByRole('link', { name: 'Source 2: Site' });
    expect(link?.getAttribute('href')).toBe('https://site.example');
  });

  it.each(['An array: `a[1]`', 'No such source [3]', '[1, 3]', '[see [1]](https://x.example)'])(
    'are not found in %j',
    (text) => {
      const { container } = render(answer(text));

      expect(container.querySelector('.fw-citation')).toBeNull();
    },
  );

  it('to footnotes lead there and back', () => {
    const container = shown('So it is.[^a]\n\n[^a]: Because **it** is.\n[^b]: Unused.');

    expect([...container.querySelectorAll('.fw-footnote')].map((note) => note.textContent)).toEqual(
      ['aBecause it is. ↩', 'bUnused. ↩'],
    );
    const mark = screen.getByRole('link', { name: 'Footnote a' });
    expect(mark.getAttribute('href')).toBe(
      `#${encodeURIComponent(container.querySelector('.fw-footnote')?.id ?? '')}`,
    );
  });
});
