'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { StreamedMarkdown } from '../markdown/streamed-markdown.js';
import type { TurnView } from '../turn/turn-view.js';
import { MessageSkeleton } from './skeletons.js';

export interface QuickSummaryProps {
  readonly turn: TurnView;
  /** True if a summary usually comes: its place is reserved, so that nothing moves when it arrives. */
  readonly expected?: boolean;
}

/**
 * The quick summary: the answer in a sentence or two, long before the full answer. Renders nothing if there
 * is none.
 */
export function QuickSummary({ turn, expected = false }: QuickSummaryProps): ReactNode {
  const labels = useLabels();
  const { summary } = turn;
  if (summary === undefined && !(expected && turn.status !== 'ended')) {
    return null;
  }
  const state = summary === undefined ? 'pending' : summary.complete ? 'complete' : 'writing';
  return (
    <section className="fw-summary" data-state={state} aria-label={labels.summary}>
      <p className="fw-summary-label" aria-hidden="true">
        {labels.summary}
      </p>
      <div className="fw-summary-text" dir="auto">
        {summary === undefined ? (
          <MessageSkeleton lines={[97, 58]} label={labels.summaryPending} />
        ) : (
          <StreamedMarkdown text={summary.text} growing={!summary.complete} />
        )}
      </div>
    </section>
  );
}
