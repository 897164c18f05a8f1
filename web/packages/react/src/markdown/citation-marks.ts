import type { Citation } from '../client/events.js';

/** A link that no other text has: to a source by its number. */
const mark = /\[\d+\]\(fw-source:(\d+)\)/g;
const target = /^fw-source:(\d+)$/;

/** Puts a mark after each part of a Markdown text that has a source. Parts that are not there yet get none. */
export function withCitationMarks(text: string, citations: readonly Citation[]): string {
  const marks = new Map<number, Set<number>>();
  for (const { index, end } of citations) {
    if (end === undefined || end > text.length) continue;
    // A mark on a line of its own would be a paragraph of its own.
    const place = text.slice(0, end).trimEnd().length;
    marks.set(place, (marks.get(place) ?? new Set()).add(index));
  }
  let marked = '';
  let from = 0;
  for (const [place, indexes] of [...marks].sort(([a], [b]) => a - b)) {
    const links = [...indexes].map((index) => `[${String(index)}](fw-source:${String(index)})`);
    marked += text.slice(from, place) + links.join('');
    from = place;
  }
  return marked + text.slice(from);
}

/** Code as it was before marks were put into it, where they are no links. */
export function withoutCitationMarks(text: string): string {
  return text.replace(mark, '');
}

/** The number of the source that a link is the mark of; `undefined` for any other link. */
export function citedIndex(href: string): number | undefined {
  const index = target.exec(href)?.[1];
  return index === undefined ? undefined : Number(index);
}
