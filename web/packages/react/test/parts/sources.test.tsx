import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { emptyTurn, PhaseNotes, Sources } from '../../src/index.js';

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
