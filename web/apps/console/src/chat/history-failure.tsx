import { FailureNotice, type HistoryState } from '@firstword/react';
import type { ReactNode } from 'react';

export interface HistoryFailureProps {
  readonly history: Extract<HistoryState, { kind: 'failed' }>;
  readonly onReload: () => void;
}

/** Says that a conversation could not be loaded, and offers to load it again. */
export function HistoryFailure({ history, onReload }: HistoryFailureProps): ReactNode {
  return <FailureNotice failure={history.failure} onRetry={onReload} />;
}
