import { act, render } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { StreamedMarkdown } from '../../src/index.js';

function html(text: string): string {
  return render(<StreamedMarkdown text={text} growing={false} />).container.innerHTML;
}

describe('StreamedMarkdown', () => {
  it('shows what looks like HTML as text', () => {
    const { container } = render(
      <StreamedMarkdown
        text={'<script>alert(1)</script>\n\nan <img src=x onerror=alert(1)> inside'}
        growing={false}
      />,
    );

    expect(container.querySelector('script, img')).toBeNull();
    expect(container.textContent).toContain('<script>alert(1)</script>');
    expect(container.textContent).toContain('<img src=x onerror=alert(1)>');
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    ' javascript:alert(1)',
    '/api',
  ])('does not link to %j', (address) => {
    expect(html(`[here](<${address}>)`)).not.toContain('<a');
  });

  it('opens links to the web in a new tab', () => {
    expect(html('[here](https://example.org)')).toContain(
      '<a href="https://example.org" target="_blank" rel="noopener noreferrer nofollow">here</a>',
    );
  });

  it('links to a picture instead of loading it', () => {
    const shown = html('![A chart](https://example.org/chart.png)');

    expect(shown).not.toContain('<img');
    expect(shown).toContain('>A chart</a>');
  });

  it.each([
    ['between ideographs', '最初の行\n次の行', '最初の行次の行'],
    ['after punctuation', '終わり。\n「次」', '終わり。「次」'],
    ['beside emphasis', 'これは**重要**\n**です**\n。', 'これは重要です。'],
    ['beside rare ideographs', '𠮷\n𠮷', '𠮷𠮷'],
    ['twice around one character', '一\n二\n三', '一二三'],
    ['between words', 'one\ntwo', 'one\ntwo'],
    ['between Korean words', '첫 줄\n둘째 줄', '첫 줄\n둘째 줄'],
    ['between a word and an ideograph', 'npm\nを実行', 'npm\nを実行'],
  ])('shows a line break %s as that language does', (_, text, expected) => {
    const { container } = render(<StreamedMarkdown text={text} growing={false} />);

    expect(container.textContent).toBe(expected);
  });

  it('resolves character references', () => {
    expect(html('a &amp;&nbsp;b &#8364; &unknown; `&lt;`')).toContain(
      'a &amp;&nbsp;b € &amp;unknown; <code dir="ltr" translate="no">&amp;lt;</code>',
    );
  });

  it('shows a table with its alignment', () => {
    const shown = html('| a | b |\n| --- | ---: |\n| 1 | 2 |');

    expect(shown).toContain('<th scope="col" dir="auto" data-align="right">b</th>');
    expect(shown).toContain('<td dir="auto">1</td>');
  });

  it('names the language of code, and keeps its text exactly', () => {
    const { container } = render(
      <StreamedMarkdown text={'```python\nif a < b:\n    pass\n```'} growing={false} />,
    );

    expect(container.querySelector('.fw-code-language')?.textContent).toBe('python');
    expect(container.querySelector('pre code')?.textContent).toBe('if a < b:\n    pass');
  });

  it('continues the numbers of a list', () => {
    expect(html('3. three\n4. four')).toContain('<ol start="3"');
  });

  it('shows tasks as boxes that cannot be changed', () => {
    const { container } = render(<StreamedMarkdown text="- [x] write it" growing={false} />);

    const box = container.querySelector<HTMLInputElement>('li input[type=checkbox]');
    expect(box?.checked).toBe(true);
    expect(box?.disabled).toBe(true);
    expect(box?.getAttribute('aria-label')).toBe('Done');
  });
});

describe('a growing text', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is painted at most twenty times a second', () => {
    const { container, rerender } = render(<StreamedMarkdown text="w0" growing />);
    act(() => {
      vi.advanceTimersByTime(50);
    });
    const painted = new Set<string>();

    for (let word = 1; word <= 100; word += 1) {
      const text = Array.from({ length: word + 1 }, (_, index) => `w${String(index)}`).join(' ');
      rerender(<StreamedMarkdown text={text} growing />);
      act(() => {
        vi.advanceTimersByTime(10);
      });
      painted.add(container.textContent);
    }

    expect(painted.size).toBeGreaterThan(15);
    expect(painted.size).toBeLessThanOrEqual(21);
  });

  it('is shown immediately if it arrives no faster than it is repainted', () => {
    const { container, rerender } = render(<StreamedMarkdown text="one" growing />);

    for (const text of ['one two', 'one two three', 'one two three four']) {
      act(() => {
        vi.advanceTimersByTime(50);
      });
      rerender(<StreamedMarkdown text={text} growing />);
      expect(container.textContent).toBe(text);
    }
  });

  it('starts over if it is replaced by another text', () => {
    const { container, rerender } = render(
      <StreamedMarkdown text={`${'a '.repeat(500)}end.`} growing />,
    );

    rerender(<StreamedMarkdown text={`${'b '.repeat(900)}end.`} growing />);

    expect(container.textContent).not.toContain('a');
  });

  it('finishes a part only if the browser has laid it out before', () => {
    const paragraphs = (count: number): string =>
      Array.from({ length: count }, (_, index) => `Word ${String(index)}.\n\n`).join('');
    const { container, rerender } = render(<StreamedMarkdown text={paragraphs(90)} growing />);
    const finished = (): boolean[] =>
      [...container.querySelectorAll('.fw-markdown-part')].map((part) =>
        part.hasAttribute('data-finished'),
      );
    expect(finished()).toEqual([false, false, false]);

    act(() => {
      vi.advanceTimersByTime(50);
    });
    rerender(<StreamedMarkdown text={paragraphs(130)} growing />);
    expect(finished()).toEqual([false, false, true, false]);

    expect(container.querySelectorAll('.fw-markdown-part > p')).toHaveLength(130);
  });

  it('shows its first words at once', () => {
    const { container } = render(<StreamedMarkdown text="First" growing />);

    expect(container.textContent).toBe('First');
  });

  it('is shown completely as soon as it is complete', () => {
    const { container, rerender } = render(<StreamedMarkdown text="one" growing />);
    rerender(<StreamedMarkdown text="one two" growing />);

    rerender(<StreamedMarkdown text="one two three" growing={false} />);

    expect(container.textContent).toBe('one two three');
  });

  it('is shown in steps and in order if much of it arrives at once', () => {
    const text = Array.from({ length: 1_500 }, (_, index) => `Word ${String(index)}.\n\n`).join('');
    const { container } = render(<StreamedMarkdown text={text} growing />);
    const lengths: number[] = [];
    for (let step = 0; step < 40; step += 1) {
      lengths.push(container.querySelectorAll('p').length);
      act(() => {
        vi.advanceTimersByTime(20);
      });
    }

    const grown = lengths.slice(1).map((length, index) => length - (lengths[index] ?? 0));
    expect(Math.max(...grown)).toBeLessThan(500);
    expect(container.querySelectorAll('p')).toHaveLength(1_500);
    expect(container.textContent.endsWith('Word 1499.')).toBe(true);
  });

  it('continues in steps if it is complete before all of it is shown', () => {
    const text = Array.from({ length: 1_500 }, (_, index) => `Word ${String(index)}.\n\n`).join('');
    const { container, rerender } = render(<StreamedMarkdown text={text} growing />);

    rerender(<StreamedMarkdown text={text} growing={false} />);
    expect(container.querySelectorAll('p').length).toBeLessThan(500);
    for (let step = 0; step < 40; step += 1) {
      act(() => {
        vi.advanceTimersByTime(20);
      });
    }

    expect(container.querySelectorAll('p')).toHaveLength(1_500);
  });

  it('keeps the elements of blocks that have not changed', () => {
    const { container, rerender } = render(<StreamedMarkdown text={'one\n\ntwo'} growing />);
    const first = container.querySelector('p');

    rerender(<StreamedMarkdown text={'one\n\ntwo\n\nthree'} growing={false} />);

    expect(container.querySelector('p')).toBe(first);
  });
});
