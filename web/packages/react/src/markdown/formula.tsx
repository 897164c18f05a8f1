'use client';

import type { ReactNode } from 'react';

import { Words } from './growing-text.js';
import { useMarkdownRenderers } from './renderers.js';

export interface FormulaProps {
  readonly tex: string;
  /** The formula with its delimiters, as it was written. */
  readonly source: string;
  readonly display: boolean;
  /** Whether all of it has arrived. */
  readonly complete: boolean;
}

/** A formula, as the application renders it. Otherwise, and while it grows, it is shown as it was written. */
export function Formula({ tex, source, display, complete }: FormulaProps): ReactNode {
  const { math: Custom } = useMarkdownRenderers();
  if (Custom !== undefined && complete) return <Custom tex={tex} display={display} />;
  const words = <Words text={Custom === undefined ? source : tex} />;
  return display ? (
    <span className="fw-formula" dir="ltr" translate="no">
      {words}
    </span>
  ) : (
    words
  );
}
