import type { ConversationSummary } from '@firstword/react/client';

import { titleOf } from '../conversations/conversation-title.js';
import { strings } from '../shared/strings.js';
import type { Route } from '../shared/routes.js';

/** The title of the window. */
export function windowTitle(route: Route, conversation: ConversationSummary | undefined): string {
  switch (route.page) {
    case 'studio':
      return strings.pageTitle(strings.studio.page);
    case 'playground':
      return strings.pageTitle(strings.playground.page);
    case 'latency':
      return strings.pageTitle(strings.latency.page);
    case 'parts':
      return strings.pageTitle(strings.parts.page);
    case 'chat':
    case 'unknown':
      return conversation === undefined
        ? strings.product
        : strings.pageTitle(titleOf(conversation));
  }
}
