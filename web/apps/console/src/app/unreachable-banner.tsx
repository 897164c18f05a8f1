import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';

export interface UnreachableBannerProps {
  readonly onTryNow: () => void;
}

/** Says that the server cannot be reached, above any page. */
export function UnreachableBanner({ onTryNow }: UnreachableBannerProps): ReactNode {
  return (
    <div className="banner" role="alert">
      <span>{strings.unreachable}</span>
      <button type="button" className="fw-button" onClick={onTryNow}>
        {strings.tryNow}
      </button>
    </div>
  );
}
