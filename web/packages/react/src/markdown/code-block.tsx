'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { CopyButton } from './copy-button.js';
import { ScrollRegion } from './scroll-region.js';

export interface CodeBlockProps {
  readonly code: string;
  /** The language tag of the block; empty for none. */
  readonly language: string;
}

/** A code block with its language and a copy button. */
export function CodeBlock({ code, language }: CodeBlockProps): ReactNode {
  const labels = useLabels();
  return (
    <div className="fw-code">
      <div className="fw-code-head">
        <span className="fw-code-language">{language === '' ? labels.code : language}</span>
        <CopyButton text={code} label={labels.copyCode} />
      </div>
      <ScrollRegion className="fw-code-body" kind="code">
        <pre>
          <code>{code}</code>
        </pre>
      </ScrollRegion>
    </div>
  );
}
