import type { ReactNode } from 'react';

import { strings } from './strings.js';

/** Shown if a lazily loaded part of the console could not be loaded. */
export function LoadError(): ReactNode {
  return (
    <div className="unavailable" role="alert">
      <h2>{strings.pageLostTitle}</h2>
      <p>{strings.pageLostText}</p>
      <button
        type="button"
        className="fw-button"
        onClick={() => {
          location.reload();
        }}
      >
        {strings.reload}
      </button>
    </div>
  );
}
