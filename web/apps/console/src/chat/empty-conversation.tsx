import type { ReactNode } from 'react';

import { InternalLink } from '../shared/internal-link.js';
import { playgroundPath, studioPath } from '../shared/routes.js';
import { strings } from '../shared/strings.js';

export interface EmptyConversationProps {
  /** Whether the reader operates the server, and is here to get to know the product; absent until that is known. */
  readonly operator: boolean | undefined;
  readonly onExample: (text: string) => void;
  readonly onOpen: (path: string) => void;
}

/** An empty conversation: what this is, and what to try. */
export function EmptyConversation(props: EmptyConversationProps): ReactNode {
  const { operator, onExample, onOpen } = props;
  const { firstRun } = strings;
  const example = (text: string): ReactNode => (
    <li key={text}>
      <button
        type="button"
        onClick={() => {
          onExample(text);
        }}
      >
        {text}
      </button>
    </li>
  );
  if (operator === undefined) {
    return (
      <div className="empty">
        <h2>{strings.emptyTitle}</h2>
      </div>
    );
  }
  if (!operator) {
    return (
      <div className="empty">
        <h2>{strings.emptyTitle}</h2>
        <p>{strings.emptyText}</p>
        <h3 id="examples">{strings.examplesTitle}</h3>
        <ul aria-labelledby="examples">{strings.examples.map(example)}</ul>
      </div>
    );
  }
  const pages = [
    { path: playgroundPath, ...firstRun.playground },
    { path: studioPath(), ...firstRun.studio },
  ];
  return (
    <div className="empty">
      <h2>{strings.emptyTitle}</h2>
      <p>{firstRun.text}</p>
      <h3 id="examples">{firstRun.title}</h3>
      <ul aria-labelledby="examples" className="first-run">
        <li>
          <button
            type="button"
            onClick={() => {
              onExample(firstRun.chat.question);
            }}
          >
            <b>{firstRun.chat.title}</b>
            <span>{firstRun.chat.text}</span>
          </button>
        </li>
        {pages.map(({ path, title, text }) => (
          <li key={path}>
            <InternalLink path={path} onOpen={onOpen}>
              <b>{title}</b>
              <span>{text}</span>
            </InternalLink>
          </li>
        ))}
      </ul>
    </div>
  );
}
