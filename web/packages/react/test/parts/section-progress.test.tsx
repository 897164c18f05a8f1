import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { emptyTurn, SectionProgress, type SectionView, type TurnView } from '../../src/index.js';

function turnWith(count: number, ...sections: SectionView[]): TurnView {
  return { ...emptyTurn, sectionCount: count, sections };
}

function section(index: number, state: SectionView['state']): SectionView {
  return { index, title: `Section ${String(index)}`, state };
}

function bars(container: HTMLElement): (string | null)[] {
  return [...container.querySelectorAll('.fw-section-bar')].map((bar) =>
    bar.getAttribute('data-state'),
  );
}

describe('SectionProgress', () => {
  it('counts the sections that are written', () => {
    const turn = turnWith(
      5,
      section(1, 'complete'),
      section(2, 'complete'),
      section(3, 'complete'),
      section(4, 'started'),
    );

    const { container } = render(<SectionProgress turn={turn} />);

    expect(container.textContent).toBe('3 of 5 sections');
    expect(bars(container)).toEqual(['complete', 'complete', 'complete', 'started', null]);
  });

  it('has its full shape before the first section starts if the number is known', () => {
    const { container } = render(<SectionProgress turn={emptyTurn} expected={5} />);

    expect(container.textContent).toBe('0 of 5 sections');
    expect(bars(container)).toHaveLength(5);
  });

  it("prefers the turn's sections to the expected ones", () => {
    const { container } = render(
      <SectionProgress turn={turnWith(1, section(1, 'complete'))} expected={5} />,
    );

    expect(container.textContent).toBe('1 of 1 section');
  });

  it('is absent for an answer without sections', () => {
    expect(render(<SectionProgress turn={emptyTurn} />).container.textContent).toBe('');
  });
});
