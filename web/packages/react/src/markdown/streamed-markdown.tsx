'use client';

import {
  memo,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';

import type { Citation } from '../client/events.js';
import { withCitationMarks } from './citation-marks.js';
import { FootnotesContext } from './footnote.js';
import { Block } from './markdown-block.js';
import { Growth, isTranslated } from './growing-text.js';
import { type MarkdownBlock, MarkdownBlocks } from './markdown-blocks.js';
import { usePacedText } from './use-paced-text.js';

export interface StreamedMarkdownProps {
  readonly text: string;
  /** True while more text is expected. */
  readonly growing: boolean;
  /** What the text cites; each part with a source gets its number. */
  readonly citations?: readonly Citation[];
}

const noCitations: readonly Citation[] = [];

/** Blocks that are compared, laid out and painted together. Finished parts of a long answer are skipped. */
const blocksPerPart = 40;

/**
 * Renders Markdown while it streams: GitHub's flavour, never HTML. The browser translates it once it is complete:
 * a translator replaces the words that it finds, so that new ones would have no place.
 */
export function StreamedMarkdown(props: StreamedMarkdownProps): ReactNode {
  const { text, growing, citations = noCitations } = props;
  const [parser] = useState(() => new MarkdownBlocks());
  const id = useId();
  const element = useRef<HTMLDivElement>(null);
  const resized = useResized(element);
  const paced = usePacedText(text, growing);
  const unfinished = growing || paced.length < text.length;
  const [drawing, setDrawing] = useState({ live: unfinished, count: 0, text, unfinished });
  if (drawing.text !== text || drawing.unfinished !== unfinished) {
    // Drawn anew where a translator may have moved the words away, and did not look at them before.
    const anew = drawing.unfinished ? !unfinished && isTranslated() : drawing.text !== text;
    setDrawing({
      live: anew ? unfinished : drawing.live,
      count: anew ? drawing.count + 1 : drawing.count,
      text,
      unfinished,
    });
  }
  // React skips an identical element: the page around the text renders more often than the text changes.
  const parts = useMemo(
    () =>
      splitIntoParts(parser.parse(withCitationMarks(paced, citations), unfinished)).map(
        (blocks, index, { length }) => (
          <Part key={index} blocks={blocks} last={index === length - 1} />
        ),
      ),
    [parser, paced, citations, unfinished],
  );
  return (
    <div
      ref={element}
      className="fw-markdown"
      translate={unfinished ? 'no' : undefined}
      data-growing={growing ? '' : undefined}
      data-resized={resized ? '' : undefined}
    >
      <Growth key={drawing.count} value={drawing.live}>
        <FootnotesContext value={id}>{parts}</FootnotesContext>
      </Growth>
    </div>
  );
}

interface PartProps {
  readonly blocks: readonly MarkdownBlock[];
  readonly last: boolean;
}

/** A run of blocks, rendered again only if one of them has changed. */
const Part = memo(
  function Part({ blocks, last }: PartProps): ReactNode {
    // The browser may skip a part that is off screen only once it has laid it out and knows its height.
    const [wasLast] = useState(last);
    return (
      <div className="fw-markdown-part" data-finished={wasLast && !last ? '' : undefined}>
        {blocks.map((block) => (
          <Block key={block.key} block={block} />
        ))}
      </div>
    );
  },
  (before, after) =>
    before.last === after.last &&
    before.blocks.length === after.blocks.length &&
    before.blocks.every((block, index) => block === after.blocks[index]),
);

function splitIntoParts(blocks: readonly MarkdownBlock[]): readonly (readonly MarkdownBlock[])[] {
  return Array.from({ length: Math.ceil(blocks.length / blocksPerPart) }, (_, index) =>
    blocks.slice(index * blocksPerPart, (index + 1) * blocksPerPart),
  );
}

/** Whether an element has changed its width, which invalidates the known heights of its content. */
function useResized(element: RefObject<HTMLElement | null>): boolean {
  const [resized, setResized] = useState(false);
  useEffect(() => {
    if (element.current === null || typeof ResizeObserver === 'undefined') return undefined;
    let knownWidth = 0;
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      if (width === 0) return;
      if (knownWidth !== 0 && width !== knownWidth) setResized(true);
      knownWidth = width;
    });
    observer.observe(element.current);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return resized;
}
