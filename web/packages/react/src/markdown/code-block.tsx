'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { CopyButton } from './copy-button.js';
import { ScrollRegion } from './scroll-region.js';

export interface CodeBlockProps {
  readonly code: string;
  /** As the text names it; empty where it names none. */
  readonly language: string;
}

/** A piece of code with its language and a button that copies it. */
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
