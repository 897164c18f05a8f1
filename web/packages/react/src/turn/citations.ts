import type { Citation, MessagePart } from '../client/index.js';
import type { ChatMessage } from './chat-message.js';

/** A citation whose span counts from another start of the text. */
export function moved(citation: Citation, by: number): Citation {
  const { start = 0, end } = citation;
  return end === undefined ? citation : { ...citation, start: start + by, end: end + by };
}

/** The citations of the text between two positions, with spans that count in it. */
export function citationsWithin(
  citations: readonly Citation[],
  from: number,
  to: number,
): readonly Citation[] {
  return citations
    .filter(({ end }) => end !== undefined && end > from && end <= to)
    .map((citation) => moved(citation, -from));
}

/**
 * The sources that an answer cites, each once, in the order of their numbers. Text that was taken back cites
 * nothing any more.
 */
export function citedSources(
  answer: Pick<ChatMessage, 'turn' | 'parts'> & { readonly citations?: readonly Citation[] },
): readonly Citation[] {
  const { turn, citations = turn?.citations, parts } = answer;
  const kept = turn?.text.length ?? Infinity;
  const cited = (citations ?? parts?.filter(isCitation) ?? []).filter(({ end = 0 }) => end <= kept);
  const byIndex = new Map<number, Citation>();
  for (const citation of cited) {
    if (!byIndex.has(citation.index)) byIndex.set(citation.index, citation);
  }
  return [...byIndex.values()].sort((a, b) => a.index - b.index);
}

/**
 * All sources by which an answer may refer to something: the passages that the model was given, and what it cites.
 */
export function numberedSources(
  answer: Pick<ChatMessage, 'turn' | 'sources' | 'parts'>,
): readonly (Pick<Citation, 'index' | 'title' | 'url' | 'quote'> & { readonly given?: boolean })[] {
  const given = answer.turn?.sources ?? answer.sources ?? [];
  return [
    ...given.map(({ index, title, source }) => ({ index, title, url: source, given: true })),
    ...citedSources(answer),
  ];
}

function isCitation(part: MessagePart): part is Extract<MessagePart, { type: 'citation' }> {
  return part.type === 'citation';
}
