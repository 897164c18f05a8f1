'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';

export interface SkeletonProps {
  /** The width of each line in percent; its height is that of the text to come. */
  readonly lines?: readonly number[];
  /** Of an answer in sections: how many; each with a heading, and `lines` below it. */
  readonly sections?: number | undefined;
  /** What a screen reader is told; absent: that an answer is being prepared. */
  readonly label?: string;
}

const paragraph: readonly number[] = [96, 100, 62];

/** Widths of headings in percent, so that no two neighbours look alike. */
const headings: readonly number[] = [38, 27, 33, 24, 30];

/** The shape of an answer to come, breathing slowly. Still where motion is unwelcome. */
export function MessageSkeleton(props: SkeletonProps): ReactNode {
  return <Skeleton {...props} variant="pulse" />;
}

/** The shape of an answer to come, with a light passing over it. Still where motion is unwelcome. */
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
