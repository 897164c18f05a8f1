import { ShimmerSkeleton } from '@firstword/react';
import type { ReactNode } from 'react';

import { InternalLink } from '../shared/internal-link.js';
import { chatPath } from '../shared/routes.js';
import { latencyStrings } from '../shared/latency-strings.js';
import type { PolledDocument } from './use-polled-document.js';

export interface ViewProps<Document> {
  readonly latest: PolledDocument<Document>;
  /** Renders the document. */
  readonly children: (document: Document) => ReactNode;
}

/** A view of a document in any state: loading, rejected, unreachable, or loaded. */
export function View<Document>({ latest, children }: ViewProps<Document>): ReactNode {
  const { document, failure, isLoading, refresh } = latest;
  if (document === undefined) {
    if (failure === undefined) {
      return <ShimmerSkeleton label={latencyStrings.loading} lines={[40, 100, 100, 100, 72]} />;
    }
    const refused = failure.status === 403;
    return (
      <div className="latency-state" role="alert">
        <h3>{refused ? latencyStrings.refusedTitle : latencyStrings.failedTitle}</h3>
        <p>{failure.detail ?? latencyStrings.failedText}</p>
        <button type="button" className="fw-button" onClick={refresh}>
          {latencyStrings.tryAgain}
        </button>
      </div>
    );
  }
  return (
    <div className="latency-view" aria-busy={isLoading}>
      {failure !== undefined && (
        <p className="latency-stale" role="status">
          {failure.detail ?? latencyStrings.staleText}{' '}
          <button type="button" className="link-button" onClick={refresh}>
            {latencyStrings.tryAgain}
          </button>
        </p>
      )}
      {children(document)}
    </div>
  );
}

export interface NoTurnsProps {
  readonly windowInWords: string;
  /** Absent if the longest window is already shown. */
  readonly onLonger: (() => void) | undefined;
  readonly onOpen: (path: string) => void;
}

/** A window without turns, and what to do about it. */
export function NoTurns({ windowInWords, onLonger, onOpen }: NoTurnsProps): ReactNode {
  return (
    <div className="latency-state">
      <h3>{latencyStrings.emptyTitle(windowInWords)}</h3>
      <p>{latencyStrings.emptyText}</p>
      <p className="latency-state-actions">
        {onLonger !== undefined && (
          <button type="button" className="fw-button" onClick={onLonger}>
            {latencyStrings.emptyLonger}
          </button>
        )}
        <InternalLink className="fw-button" path={chatPath()} onOpen={onOpen}>
          {latencyStrings.emptyAsk}
        </InternalLink>
      </p>
    </div>
  );
}
