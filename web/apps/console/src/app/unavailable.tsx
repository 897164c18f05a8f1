import type { ReactNode } from 'react';

import { strings } from '../strings.js';
import { InternalLink } from './internal-link.js';
import { chatPath } from './routes.js';

export interface UnavailableProps {
  readonly title: string;
  readonly text: string;
  readonly onOpen: (path: string) => void;
}

/** What an address leads to when there is nothing there. */
export function Unavailable({ title, text, onOpen }: UnavailableProps): ReactNode {
  return (
    <div className="unavailable">
      <h2>{title}</h2>
      <p>{text}</p>
      <InternalLink className="fw-button" path={chatPath()} onOpen={onOpen}>
        {strings.newConversation}
      </InternalLink>
    </div>
  );
}
