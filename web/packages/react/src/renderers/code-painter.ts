import type { HighlightedSpan, TokenKind } from './highlighted-spans.js';

/**
 * Colours the text of an element without changing it, through the CSS Custom Highlight API: a selection stays, and
 * nothing moves. In a browser without it, code has one colour.
 */
export class CodePainter {
  #painted: { readonly span: HighlightedSpan; readonly range: StaticRange }[] = [];

  static get isSupported(): boolean {
    return typeof CSS !== 'undefined' && 'highlights' in CSS && typeof Highlight === 'function';
  }

  /** Replaces what has changed since the last time. The element has one text node, to whose end text is added. */
  paint(element: HTMLElement, spans: readonly HighlightedSpan[]): void {
    const node = textNodeOf(element);
    if (node === undefined) {
      this.clear();
      return;
    }
    let kept = 0;
    while (kept < this.#painted.length && isSame(this.#painted[kept], spans[kept], node)) kept += 1;
    this.#remove(kept);
    for (const span of spans.slice(kept)) {
      if (span.end > node.length) break;
      const range = new StaticRange({
        startContainer: node,
        startOffset: span.start,
        endContainer: node,
        endOffset: span.end,
      });
      highlightOf(span.kind).add(range);
      this.#painted.push({ span, range });
    }
  }

  clear(): void {
    this.#remove(0);
  }

  #remove(from: number): void {
    for (const { span, range } of this.#painted.splice(from)) highlightOf(span.kind).delete(range);
  }
}

function isSame(
  painted: { readonly span: HighlightedSpan; readonly range: StaticRange } | undefined,
  span: HighlightedSpan | undefined,
  node: Text,
): boolean {
  return (
    painted !== undefined &&
    span !== undefined &&
    painted.range.startContainer === node &&
    painted.span.start === span.start &&
    painted.span.end === span.end &&
    painted.span.kind === span.kind
  );
}

/** The only text of an element; `undefined` if a translator, say, has replaced it. */
function textNodeOf(element: HTMLElement): Text | undefined {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const first = walker.nextNode();
  return first instanceof Text && walker.nextNode() === null ? first : undefined;
}

function highlightOf(kind: TokenKind): Highlight {
  const name = `fw-code-${kind}`;
  let highlight = CSS.highlights.get(name);
  if (highlight === undefined) {
    highlight = new Highlight();
    CSS.highlights.set(name, highlight);
  }
  return highlight;
}
