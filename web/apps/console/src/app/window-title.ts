import type { ConversationSummary } from '@firstword/react/client';

import { titleOf } from '../conversations/conversation-title.js';
import { strings } from '../shared/strings.js';
import type { Route } from '../shared/routes.js';

/** The title of the window. */
export function windowTitle(route: Route, conversation: ConversationSummary | undefined): string {
  switch (route.page) {
    case 'studio':
      return strings.pageTitle(strings.pageNames.studio);
    case 'playground':
      return strings.pageTitle(strings.pageNames.playground);
    case 'latency':
      return strings.pageTitle(strings.pageNames.latency);
    case 'parts':
      return strings.pageTitle(strings.pageNames.parts);
    case 'chat':
    case 'unknown':
      return conversation === undefined
        ? strings.product
        : strings.pageTitle(titleOf(conversation));
  }
}
