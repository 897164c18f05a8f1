import { render, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { DiagnosisTree } from '../../src/latency/diagnosis-tree.js';
import type { DiagnosisReport, Finding, TreeNode } from '../../src/latency/latency-records.js';

const leaf = (id: string, on: string, lit: boolean): TreeNode => ({
  id,
  on,
  lit,
  evidence: [],
  reason: '',
});

const tree: TreeNode = {
  id: 'late',
  question: 'Is the first text late?',
  answer: 'the first text',
  lit: true,
  evidence: [{ name: 'ttft_ms p95', value: 4_100, limit: 3_000 }],
  reason: 'People wait for it.',
  children: [leaf('sequential_phases', 'phases', true), leaf('slow_tail', 'its tail', false)],
};

const finding: Finding = {
  id: 'sequential_phases',
  title: 'Phases wait for each other',
  technique: 'Let them go on at once.',
  setting: 'latency_injection.sequential: false',
  share: 1,
  evidence: [],
  saving: {
    basis: '412 recorded turns, replayed',
    ttft_ms: { p50: 180, p95: 240, p99: 250 },
    total_ms: { p50: 0.2, p95: 0.1, p99: 0 },
    before: {},
    after: {},
  },
};

const report: DiagnosisReport = {
  at: '2026-11-26T12:00:00Z',
  turns: 412,
  enough: true,
  verdict: { state: 'improvable', sentence: 'No objective is missed.' },
  failures: { turns: 412, failed: 0, causes: [] },
  tree,
  findings: [finding],
  mistakes: [],
  applied: [],
};

const leafOf = (container: HTMLElement, id: string): HTMLElement => {
  const found = container.querySelector<HTMLElement>(`#leaf-${id}`);
  if (found === null) throw new Error(`There is no leaf ${id}.`);
  return found;
};

describe('the tree of a diagnosis', () => {
  it('highlights only the path to the first recommendation', () => {
    const { container } = render(<DiagnosisTree report={report} />);

    expect(screen.getByText('the first text')).toBeTruthy();
    const lit = leafOf(container, 'sequential_phases');
    expect(lit.hasAttribute('data-lit')).toBe(true);
    // Not by color alone.
    expect(within(lit).getByText(/the path to the first recommendation/)).toBeTruthy();
    const other = leafOf(container, 'slow_tail');
    expect(other.hasAttribute('data-lit')).toBe(false);
    expect(within(other).getByText('does not apply')).toBeTruthy();
  });

  it('shows technique, configuration line and predicted saving at the leaf', () => {
    const { container } = render(<DiagnosisTree report={report} />);

    const found = within(leafOf(container, 'sequential_phases'));
    expect(found.getByText('Let them go on at once.')).toBeTruthy();
    expect(found.getByText('latency_injection.sequential: false')).toBeTruthy();
    expect(found.getByText('−180 ms at p50, −240 ms at p95')).toBeTruthy();
  });

  it('does not promise an unnoticeable saving', () => {
    const { container } = render(<DiagnosisTree report={report} />);

    const found = within(leafOf(container, 'sequential_phases'));
    expect(found.queryByText('Predicted: total')).toBeNull();
    expect(found.getByText('Predicted: first text')).toBeTruthy();
  });

  it('shows the prediction next to the measured saving once it is applied', () => {
    const applied = {
      id: 'slow_tail',
      title: 'Most first tokens arrive early, and a few very late',
      since: '2026-11-26T11:00:00Z',
      turns: 120,
      predicted: { ttft_ms: { p50: 0, p95: 100, p99: 900 } },
      measured: { ttft_ms: { p50: 0, p95: 120, p99: 950 } },
    };
    const { container } = render(<DiagnosisTree report={{ ...report, applied: [applied] }} />);

    const row = within(leafOf(container, 'slow_tail')).getByRole('row', { name: /^First text/ });
    expect(
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ).toEqual([
      '0 ms at p50, −100 ms at p95, −900 ms at p99',
      '0 ms at p50, −120 ms at p95, −950 ms at p99',
    ]);
  });

  it('compares figures with their limits, with units', () => {
    render(<DiagnosisTree report={report} />);

    expect(screen.getByLabelText('Evidence').textContent).toBe(
      'First text p95 4.10 s (limit 3.00 s)',
    );
  });
});
