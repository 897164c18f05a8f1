import type { ChatMessage } from '@firstword/react';

import { labels } from '../shared/strings.js';

/** A message that says who stopped an answer, and whether its text was kept. */
export function stopMessage({ turn, text }: ChatMessage): string {
  if (turn?.end?.kind === 'cancelled') {
    if (turn.end.by === 'disconnect') return labels.stoppedByServer;
    if (turn.end.by === 'shutdown') return labels.stoppedByShutdown;
  }
  return text === '' ? labels.stoppedEmpty : labels.stopped;
}
