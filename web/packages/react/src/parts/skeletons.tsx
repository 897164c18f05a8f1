'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';

export interface SkeletonProps {
  /** The width of each line in percent. Its height is that of a line of text. */
  readonly lines?: readonly number[];
  /** The number of sections of a structured answer, each with a heading and `lines` below it. */
  readonly sections?: number | undefined;
  /** The label for screen readers. By default, it says that an answer is being prepared. */
  readonly label?: string;
}

const paragraph: readonly number[] = [96, 100, 62];

/** Widths of headings in percent, so that neighbours differ. */
const headings: readonly number[] = [38, 27, 33, 24, 30];

/** A pulsing placeholder of an answer. Static if the user prefers reduced motion. */
export function MessageSkeleton(props: SkeletonProps): ReactNode {
  return <Skeleton {...props} variant="pulse" />;
}

/** A shimmering placeholder of an answer. Static if the user prefers reduced motion. */
export function ShimmerSkeleton(props: SkeletonProps): ReactNode {
  return <Skeleton {...props} variant="shimmer" />;
}

function Skeleton({
  lines = paragraph,
  sections = 0,
  label,
  variant,
}: SkeletonProps & { readonly variant: 'pulse' | 'shimmer' }): ReactNode {
  const labels = useLabels();
  return (
    <div
      className="fw-skeleton"
      data-variant={variant}
      role="img"
      aria-label={label ?? labels.answerPending}
    >
      {sections === 0
        ? linesOf(lines)
        : Array.from({ length: sections }, (_, index) => (
            <span key={index} className="fw-skeleton-section">
              <span
                className="fw-skeleton-heading"
                style={{ inlineSize: `${String(headings[index % headings.length] ?? 30)}%` }}
              />
              {linesOf(lines)}
            </span>
          ))}
    </div>
  );
}

function linesOf(widths: readonly number[]): ReactNode {
  return widths.map((width, index) => (
    <span key={index} className="fw-skeleton-line" style={{ inlineSize: `${String(width)}%` }} />
  ));
}
