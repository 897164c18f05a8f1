import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';

export interface EmptyConversationProps {
  readonly onExample: (text: string) => void;
}

/** An empty conversation: what to expect, and examples to start from. */
export function EmptyConversation({ onExample }: EmptyConversationProps): ReactNode {
  return (
    <div className="empty">
      <h2>{strings.emptyTitle}</h2>
      <p>{strings.emptyText}</p>
      <h3 id="examples">{strings.examplesTitle}</h3>
      <ul aria-labelledby="examples">
        {strings.examples.map((example) => (
          <li key={example}>
            <button
              type="button"
              onClick={() => {
                onExample(example);
              }}
            >
              {example}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
