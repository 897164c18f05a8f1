'use client';

import { createContext, type ReactNode, useContext } from 'react';

import type { Citation } from '../client/events.js';
import { useLabels } from '../labels/use-labels.js';
import { safeLinkTarget } from './safe-text.js';

/** The sources that the text around a mark cites. */
export const CitedSourcesContext = createContext<readonly Citation[]>([]);

/** The number of a source behind the text that it supports: a link, if the source has an address. */
export function CitationMark({ index }: { readonly index: number }): ReactNode {
  const labels = useLabels();
  const source = useContext(CitedSourcesContext).find((each) => each.index === index);
  if (source === undefined) return null;
  const name = labels.source(index, source.title ?? source.url ?? source.quote ?? '');
  const address = safeLinkTarget(source.url ?? '');
  return (
    <sup className="fw-citation">
      {address === undefined ? (
        <span role="img" aria-label={name} title={name}>
          {index}
        </span>
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
