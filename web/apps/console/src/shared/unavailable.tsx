import type { ReactNode } from 'react';

import { strings } from './strings.js';
import { InternalLink } from './internal-link.js';
import { chatPath } from './routes.js';

export interface UnavailableProps {
  readonly title: string;
  readonly text: string;
  /** Where to go from here. Defaults to a new conversation. */
  readonly path?: string;
  readonly label?: string;
  readonly onOpen: (path: string) => void;
}

/** Shown for a URL that leads nowhere. */
export function Unavailable(props: UnavailableProps): ReactNode {
  const { title, text, path = chatPath(), label = strings.newConversation, onOpen } = props;
  return (
    <div className="unavailable">
      <h2>{title}</h2>
      <p>{text}</p>
      <InternalLink className="fw-button" path={path} onOpen={onOpen}>
        {label}
      </InternalLink>
    </div>
  );
}
