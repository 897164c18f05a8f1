'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { CopyButton } from './copy-button.js';
import { Words } from './growing-text.js';
import { useMarkdownRenderers } from './renderers.js';
import { ScrollRegion } from './scroll-region.js';

export interface CodeBlockProps {
  readonly code: string;
  /** The language tag of the block; empty for none. */
  readonly language: string;
  /** Whether all of it has arrived. */
  readonly complete?: boolean;
}

/** A code block with its language and a copy button. Code runs from left to right, whatever is around it. */
export function CodeBlock({ code, language, complete = false }: CodeBlockProps): ReactNode {
  const labels = useLabels();
  const { code: Code, diagrams } = useMarkdownRenderers();
  const known = language.toLowerCase();
  const isDiagram = complete && diagrams !== undefined && Object.hasOwn(diagrams, known);
  const Diagram = isDiagram ? diagrams[known] : undefined;
  if (Diagram !== undefined) return <Diagram code={code} language={known} />;
  const words = <Words text={code} />;
  return (
    <div className="fw-code" dir="ltr">
      <div className="fw-code-head">
        <span className="fw-code-language">{language === '' ? labels.code : language}</span>
        <CopyButton text={code} label={labels.copyCode} />
      </div>
      <ScrollRegion className="fw-code-body" kind="code">
        <pre translate="no">
          <code>
            {Code === undefined ? (
              words
            ) : (
              <Code code={code} language={known}>
                {words}
              </Code>
            )}
          </code>
        </pre>
      </ScrollRegion>
    </div>
  );
}
