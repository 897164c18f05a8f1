'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';

import { useLabels } from '../labels/use-labels.js';

export interface ScrollRegionProps {
  readonly className: string;
  readonly kind: 'table' | 'code';
  /** The name of the region; absent: its kind. */
  readonly label?: string;
  readonly children: ReactNode;
}

/** Content that may be wider or taller than its place. It is focusable only if there is something to scroll. */
export function ScrollRegion(props: ScrollRegionProps): ReactNode {
  const { className, kind, label, children } = props;
  const labels = useLabels();
  const region = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);

  useEffect(() => {
    const element = region.current;
    if (element === null || typeof ResizeObserver === 'undefined') {
      return undefined;
    }
    const observer = new ResizeObserver(() => {
      setOverflows(
        element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight,
      );
    });
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => {
      observer.disconnect();
    };
  }, []);

  return (
    <div
      ref={region}
      className={className}
      {...(overflows ? { role: 'region', 'aria-label': label ?? labels[kind], tabIndex: 0 } : {})}
    >
      {children}
    </div>
  );
}
