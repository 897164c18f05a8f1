import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { AssistantMessage, emptyTurn, PhaseNotes, Sources } from '../../src/index.js';

const guide = {
  index: 1,
  document_id: 'd1',
  title: 'Guide',
  source: 'https://docs.example/guide',
  heading: 'Setup › Keys',
};

describe('Sources', () => {
  it('lists the sources that the answer may cite', () => {
    render(<Sources turn={{ ...emptyTurn, sources: [guide] }} />);

    expect(screen.getByText('1 source')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Guide', hidden: true }).getAttribute('href')).toBe(
      guide.source,
    );
    expect(screen.getByText('Setup › Keys')).toBeTruthy();
  });

  it('renders an invalid address as text', () => {
    render(
      <Sources turn={{ ...emptyTurn, sources: [{ ...guide, source: 'javascript:alert(1)' }] }} />,
    );

    expect(screen.queryByRole('link', { hidden: true })).toBeNull();
    expect(screen.getByText('javascript:alert(1)')).toBeTruthy();
  });

  it('is absent if nothing was found', () => {
    const { container } = render(<Sources turn={emptyTurn} />);

    expect(container.innerHTML).toBe('');
  });
});

const cited = {
  ...emptyTurn,
  text: 'It is **blue**.',
  citations: [
    { index: 1, title: 'Sky', url: 'https://sky.example', quote: 'Blue.', start: 0, end: 15 },
    { index: 2, title: 'Sky.pdf', page: 3, start: 0, end: 15 },
    { index: 3, title: 'Evil', url: 'javascript:alert(1)', start: 0, end: 14 },
  ],
} as const;

describe('citations', () => {
  it('are numbered links behind the text that they support', () => {
    const message = { key: 'a', role: 'assistant', createdAtMs: 0, state: 'complete' } as const;
    const { container } = render(
      <AssistantMessage message={{ ...message, text: cited.text, turn: cited }} />,
    );

    const link = screen.getByRole('link', { name: 'Source 1: Sky' });
    expect(link.getAttribute('href')).toBe('https://sky.example');
    expect(link.getAttribute('rel')).toContain('noopener');
    expect(screen.getByRole('button', { name: 'Source 2: Sky.pdf' }).textContent).toBe('2');
    expect(screen.getAllByRole('link')).toHaveLength(1);
    expect(container.querySelector('.fw-markdown')?.textContent).toBe('It is blue3.12');
  });

  it('are listed with their page and their quote', () => {
    render(<Sources turn={cited} />);

    expect(screen.getByText('3 sources')).toBeTruthy();
    expect(screen.getByText('page 3')).toBeTruthy();
    expect(screen.getByText('Blue.')).toBeTruthy();
    expect(screen.getAllByRole('link', { hidden: true })).toHaveLength(1);
  });

  it('show nothing for a mark that the model made up', () => {
    const message = { key: 'a', role: 'assistant', createdAtMs: 0, state: 'complete' } as const;
    render(<AssistantMessage message={{ ...message, text: 'Blue [9](fw-source:9).' }} />);

    expect(screen.queryByRole('link')).toBeNull();
  });
});

describe('PhaseNotes', () => {
  it('lists the labels of the skipped phases', () => {
    const turn = {
      ...emptyTurn,
      phases: [
        { name: 'history', label: 'Reading', state: 'finished', startedMs: 0 },
        { name: 'search', label: 'Answering without the documents', state: 'failed', startedMs: 0 },
      ],
    } as const;

    render(<PhaseNotes turn={turn} />);

    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Answering without the documents',
    ]);
  });

  it('does not repeat the failure of the answer itself', () => {
    const turn = {
      ...emptyTurn,
      phases: [{ name: 'model', label: 'Thinking', state: 'failed', startedMs: 0 }],
    } as const;

    const { container } = render(<PhaseNotes turn={turn} />);

    expect(container.innerHTML).toBe('');
  });
});
