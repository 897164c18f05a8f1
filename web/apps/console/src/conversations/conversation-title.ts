import type { ConversationSummary } from '@firstword/react/client';

import { strings } from '../shared/strings.js';

/** The title of a conversation in lists and in the window's title. */
export function titleOf({ title }: ConversationSummary): string {
  return title == null || title.trim() === '' ? strings.untitled : title;
}
