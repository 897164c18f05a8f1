'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { CopyButton } from './copy-button.js';
import { Words } from './growing-text.js';
import { ScrollRegion } from './scroll-region.js';

export interface CodeBlockProps {
  readonly code: string;
  /** The language tag of the block; empty for none. */
  readonly language: string;
}

/** A code block with its language and a copy button. Code runs from left to right, whatever is around it. */
export function CodeBlock({ code, language }: CodeBlockProps): ReactNode {
  const labels = useLabels();
  return (
    <div className="fw-code" dir="ltr">
      <div className="fw-code-head">
        <span className="fw-code-language">{language === '' ? labels.code : language}</span>
        <CopyButton text={code} label={labels.copyCode} />
      </div>
      <ScrollRegion className="fw-code-body" kind="code">
        <pre translate="no">
          <code>
            <Words text={code} />
          </code>
        </pre>
      </ScrollRegion>
    </div>
  );
}
