'use client';

import { type ReactNode, useMemo, useState } from 'react';

import { Block } from './markdown-block.js';
import { MarkdownBlocks } from './markdown-blocks.js';
import { usePacedText } from './use-paced-text.js';

export interface StreamedMarkdownProps {
  readonly text: string;
  /** True while more text is to come. */
  readonly growing: boolean;
}

/** Markdown that can be read while it is being written: GitHub's flavour, never HTML. */
export function StreamedMarkdown({ text, growing }: StreamedMarkdownProps): ReactNode {
  const [reader] = useState(() => new MarkdownBlocks());
  const paced = usePacedText(text, growing);
  const blocks = useMemo(() => reader.of(paced, growing), [reader, paced, growing]);
  return (
    <div className="fw-markdown" data-growing={growing ? '' : undefined}>
      {blocks.map((block) => (
        <Block key={block.key} block={block} />
      ))}
    </div>
  );
}
