'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';

import { useLabels } from '../labels/use-labels.js';

export interface ScrollRegionProps {
  readonly className: string;
  readonly kind: 'table' | 'code';
  readonly children: ReactNode;
}

/** Content that may be wider than the page. It is focusable only if there is something to scroll. */
export function ScrollRegion({ className, kind, children }: ScrollRegionProps): ReactNode {
  const labels = useLabels();
  const region = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);

  useEffect(() => {
    const element = region.current;
    if (element === null || typeof ResizeObserver === 'undefined') {
      return undefined;
    }
    const observer = new ResizeObserver(() => {
      setOverflows(element.scrollWidth > element.clientWidth);
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
      {...(overflows ? { role: 'region', 'aria-label': labels[kind], tabIndex: 0 } : {})}
    >
      {children}
    </div>
  );
}
