'use client';

import { memo, type ReactNode, useMemo, useState } from 'react';

import { Block } from './markdown-block.js';
import { type MarkdownBlock, MarkdownBlocks } from './markdown-blocks.js';
import { usePacedText } from './use-paced-text.js';

export interface StreamedMarkdownProps {
  readonly text: string;
  /** True while more text is to come. */
  readonly growing: boolean;
}

/** Blocks that are looked at together: a long answer's repaint passes over its finished ones in steps of these. */
const groupLength = 40;

/** Markdown that can be read while it is being written: GitHub's flavour, never HTML. */
export function StreamedMarkdown({ text, growing }: StreamedMarkdownProps): ReactNode {
  const [reader] = useState(() => new MarkdownBlocks());
  const paced = usePacedText(text, growing);
  const unfinished = growing || paced.length < text.length;
  // An element that is the same one is passed over: the page around the text changes more often than the text.
  const groups = useMemo(
    () =>
      grouped(reader.of(paced, unfinished)).map((blocks, index) => (
        <Group key={index} blocks={blocks} />
      )),
    [reader, paced, unfinished],
  );
  return (
    <div className="fw-markdown" data-growing={growing ? '' : undefined}>
      {groups}
    </div>
  );
}

/** Some blocks in a row, looked at again only when one of them is another. */
const Group = memo(
  ({ blocks }: { readonly blocks: readonly MarkdownBlock[] }) =>
    blocks.map((block) => <Block key={block.key} block={block} />),
  ({ blocks: before }, { blocks: after }) =>
    before.length === after.length && before.every((block, index) => block === after[index]),
);
Group.displayName = 'Group';

function grouped(blocks: readonly MarkdownBlock[]): readonly (readonly MarkdownBlock[])[] {
  return Array.from({ length: Math.ceil(blocks.length / groupLength) }, (_, index) =>
    blocks.slice(index * groupLength, (index + 1) * groupLength),
  );
}
