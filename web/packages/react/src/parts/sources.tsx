'use client';

import type { ReactNode } from 'react';

import type { Citation } from '../client/events.js';
import { useLabels } from '../labels/use-labels.js';
import { safeLinkTarget } from '../markdown/safe-text.js';
import type { ChatMessage } from '../turn/chat-message.js';
import { citedSources } from '../turn/citations.js';
import type { TurnView } from '../turn/turn-view.js';
import { omitUndefined } from '../util/omit-undefined.js';

export interface SourcesProps {
  /** The turn, or a stored message. */
  readonly turn: Pick<TurnView, 'sources'> &
    Partial<Pick<TurnView, 'citations'>> &
    Pick<ChatMessage, 'parts'>;
}

/** The passages that the answer may cite, and what it cites, under the numbers by which it cites them. */
export function Sources({ turn }: SourcesProps): ReactNode {
  const labels = useLabels();
  const { sources = [], citations, parts } = turn;
  const cited = citedSources(omitUndefined({ citations, parts }));
  if (sources.length + cited.length === 0) {
    return null;
  }
  return (
    <details className="fw-sources">
      <summary>{labels.sources(sources.length + cited.length)}</summary>
      <ol>
        {sources.map((source) => {
          const address = safeLinkTarget(source.source);
          // The first heading of a document is often its title.
          const place = source.heading === source.title ? '' : source.heading;
          return (
            <li key={source.index} value={source.index}>
              {address === undefined ? (
                <span className="fw-source-title">{source.title}</span>
              ) : (
                <a className="fw-source-title" href={address} target="_blank" rel="noreferrer">
                  {source.title}
                </a>
              )}
              {place !== '' && <span className="fw-source-place">{place}</span>}
              {source.source !== '' && address === undefined && (
                <span className="fw-source-place">{source.source}</span>
              )}
            </li>
          );
        })}
        {cited.map((citation) => (
          <CitedSource key={citation.index} citation={citation} />
        ))}
      </ol>
    </details>
  );
}

function CitedSource({ citation }: { readonly citation: Citation }): ReactNode {
  const labels = useLabels();
  const { index, title, url, page, quote } = citation;
  const address = safeLinkTarget(url ?? '');
  const name = title ?? url ?? quote;
  return (
    <li value={index}>
      {address === undefined ? (
        <span className="fw-source-title">{name}</span>
      ) : (
        <a
          className="fw-source-title"
          href={address}
          target="_blank"
          rel="noopener noreferrer nofollow"
        >
          {name}
        </a>
      )}
      {page !== undefined && <span className="fw-source-place">{labels.page(page)}</span>}
      {quote !== undefined && quote !== name && <q className="fw-source-quote">{quote}</q>}
    </li>
  );
}
