import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { MessageSkeleton, ShimmerSkeleton } from '../../src/index.js';

function lines(container: HTMLElement): number {
  return container.querySelectorAll('.fw-skeleton-line').length;
}

describe('skeletons', () => {
  it.each([
    ['pulse', MessageSkeleton],
    ['shimmer', ShimmerSkeleton],
  ])('have a name for screen readers: %s', (variant, Skeleton) => {
    render(<Skeleton />);

    const skeleton = screen.getByRole('img', { name: 'The answer is being prepared' });
    expect(skeleton.dataset['variant']).toBe(variant);
  });

  it('have the given number of lines', () => {
    const { container } = render(<MessageSkeleton lines={[90, 40]} />);

    expect(lines(container)).toBe(2);
  });

  it('have a heading and lines for each section', () => {
    const { container } = render(<ShimmerSkeleton sections={5} lines={[100, 100, 60]} />);

    expect(container.querySelectorAll('.fw-skeleton-section')).toHaveLength(5);
    expect(container.querySelectorAll('.fw-skeleton-heading')).toHaveLength(5);
    expect(lines(container)).toBe(15);
  });
});
