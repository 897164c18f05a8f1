import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { emptyTurn, QuickSummary, type TurnView } from '../../src/index.js';

function summarised(text: string, complete: boolean): TurnView {
  return { ...emptyTurn, summary: { text, complete } };
}

describe('QuickSummary', () => {
  it('shows the summary as it is written', () => {
    const { rerender } = render(<QuickSummary turn={summarised('A portal', false)} />);
    const region = screen.getByRole('region', { name: 'In short' });
    expect(region.dataset['state']).toBe('writing');

    rerender(<QuickSummary turn={summarised('A portal in **six weeks**.', true)} />);

    expect(region.dataset['state']).toBe('complete');
    expect(region.textContent).toContain('A portal in six weeks.');
  });

  it('reserves its place if a summary is expected', () => {
    render(<QuickSummary turn={emptyTurn} expected />);

    expect(screen.getByRole('img', { name: 'A short summary is being written' })).toBeTruthy();
  });

  it('stays while the answer is written after it', () => {
    render(<QuickSummary turn={{ ...summarised('In brief.', true), status: 'ended' }} />);

    expect(screen.getByText('In brief.')).toBeTruthy();
  });

  it('removes its placeholder when the turn ends without a summary', () => {
    const { container } = render(
      <QuickSummary turn={{ ...emptyTurn, status: 'ended' }} expected />,
    );

    expect(container.textContent).toBe('');
  });

  it('is absent if none is expected', () => {
    expect(render(<QuickSummary turn={emptyTurn} />).container.textContent).toBe('');
  });
});
