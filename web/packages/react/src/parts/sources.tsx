'use client';

import type { ReactNode } from 'react';

import { useLabels } from '../labels/use-labels.js';
import { safeLinkTarget } from '../markdown/safe-text.js';
import type { TurnView } from '../turn/turn-view.js';

export interface SourcesProps {
  /** The turn, or a stored message. */
  readonly turn: Pick<TurnView, 'sources'>;
}

/** The passages that the answer may cite, under the numbers by which it cites them. */
export function Sources({ turn }: SourcesProps): ReactNode {
  const labels = useLabels();
  if (turn.sources === undefined || turn.sources.length === 0) {
    return null;
  }
  return (
    <details className="fw-sources">
      <summary>{labels.sources(turn.sources.length)}</summary>
      <ol>
        {turn.sources.map((source) => {
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
      </ol>
    </details>
  );
}
