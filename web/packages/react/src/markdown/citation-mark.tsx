'use client';

import { createContext, Fragment, type MouseEvent, type ReactNode, useContext } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { Words } from './growing-text.js';
import { safeLinkTarget } from './safe-text.js';

/** A source by the number by which a text cites it. */
export interface NumberedSource {
  readonly index: number;
  readonly title?: string;
  readonly url?: string;
  readonly quote?: string;
  /** True if the model was given it, and refers to it in its text: `[1]`. */
  readonly given?: boolean;
}

/** The sources that the text around a mark cites. */
export const CitedSourcesContext = createContext<readonly NumberedSource[]>([]);

/** The number of a source behind the text that it supports: a link to its address, or to its place in the list. */
export function CitationMark({ index }: { readonly index: number }): ReactNode {
  const labels = useLabels();
  const source = useContext(CitedSourcesContext).find((each) => each.index === index);
  if (source === undefined) return null;
  const name = labels.source(index, source.title ?? source.url ?? source.quote ?? '');
  const address = safeLinkTarget(source.url ?? '');
  return (
    <sup className="fw-citation">
      {address === undefined ? (
        <button type="button" aria-label={name} title={name} onClick={showSource}>
          {index}
        </button>
      ) : (
        <a
          href={address}
          aria-label={name}
          title={name}
          target="_blank"
          rel="noopener noreferrer nofollow"
        >
          {index}
        </a>
      )}
    </sup>
  );
}

const reference = /\[(\d{1,3}(?:, ?\d{1,3})*)\]/;

/** Words in which `[1]` and `[1, 2]` are marks, if there are sources with these numbers. */
export function CitedWords({ text }: { readonly text: string }): ReactNode {
  const sources = useContext(CitedSourcesContext);
  const given = sources.some((source) => source.given === true);
  if (!given) return <Words text={text} />;
  // Every other part is the content of a pair of brackets.
  return text.split(reference).map((part, place) => {
    const indexes = part.split(',').map(Number);
    const cites =
      place % 2 === 1 && indexes.every((each) => sources.some(({ index }) => index === each));
    return cites ? (
      indexes.map((index) => (
        <CitationMark key={`${String(place)}-${String(index)}`} index={index} />
      ))
    ) : (
      <Fragment key={place}>
        {part !== '' && <Words text={place % 2 === 1 ? `[${part}]` : part} />}
      </Fragment>
    );
  });
}

/** Shows a source in the list below its answer, once there is one. */
function showSource({ currentTarget }: MouseEvent<HTMLElement>): void {
  const list = currentTarget
    .closest('.fw-message')
    ?.querySelector<HTMLDetailsElement>('.fw-sources');
  const entry = list?.querySelector<HTMLElement>(`li[value="${currentTarget.textContent}"]`);
  if (list == null || entry == null) return;
  list.open = true;
  entry.tabIndex = -1;
  entry.scrollIntoView({ block: 'nearest' });
  entry.focus({ preventScroll: true });
}
