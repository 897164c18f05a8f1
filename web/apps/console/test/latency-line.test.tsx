import { emptyTurn, type TurnView } from '@firstword/react';
import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { LatencyLine } from '../src/chat/latency-line.js';

const turn: TurnView = {
  ...emptyTurn,
  model: { name: 'claude-sonnet-4-6', reason: 'moderate' },
  latency: { total_ms: 6240, ttft_ms: 690, phases: [], critical_path: [] },
};

function shown(view: TurnView): string[] {
  const { container } = render(<LatencyLine turn={view} />);
  return [...container.querySelectorAll('.latency-fact')].map(({ textContent }) => textContent);
}

describe('LatencyLine', () => {
  it('shows the time to the first text, the total and the model', () => {
    expect(shown(turn)).toEqual(['first words 0.7 s', 'total 6.2 s', 'claude-sonnet-4-6']);
  });

  it('shows no first text if none came', () => {
    const silent = {
      ...turn,
      latency: { total_ms: 900, ttft_ms: null, phases: [], critical_path: [] },
    };

    expect(shown(silent)).toEqual(['total 0.9 s', 'claude-sonnet-4-6']);
  });

  it('shows nothing for a turn in progress', () => {
    expect(shown(emptyTurn)).toEqual([]);
  });
});
