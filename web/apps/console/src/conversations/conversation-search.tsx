import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';
import type { ConversationFilter } from './use-conversations.js';

export interface ConversationSearchProps {
  readonly filter: ConversationFilter;
  readonly onFilter: (filter: ConversationFilter) => void;
}

/** The search in conversations, and which kind of them is listed. */
export function ConversationSearch({ filter, onFilter }: ConversationSearchProps): ReactNode {
  return (
    <search className="conversation-search">
      <input
        type="search"
        aria-label={strings.searchConversations}
        placeholder={strings.search}
        dir="auto"
        value={filter.text}
        onChange={(event) => {
          onFilter({ ...filter, text: event.target.value });
        }}
      />
      <select
        aria-label={strings.kindOfConversations}
        value={filter.origin}
        onChange={(event) => {
          onFilter({ ...filter, origin: event.target.value });
        }}
      >
        {Object.entries(strings.origins).map(([origin, label]) => (
          <option key={origin} value={origin}>
            {label}
          </option>
        ))}
      </select>
    </search>
  );
}
