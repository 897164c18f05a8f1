'use client';

import { type ReactNode, useState } from 'react';

import type { ChatMessage, MessageState } from '../turn/chat-message.js';
import type { Labels } from '../labels/labels.js';
import { useLabels } from '../labels/use-labels.js';

export interface TurnStatusProps {
  readonly messages: readonly ChatMessage[];
}

interface Announced {
  readonly key: string | undefined;
  readonly state: MessageState | undefined;
  readonly announcement: string;
}

/**
 * The one line that screen readers announce by themselves: that an answer has started, ended, failed or been
 * stopped. Never its text, which is read on request.
 */
export function TurnStatus({ messages }: TurnStatusProps): ReactNode {
  const labels = useLabels();
  const newest = messages.at(-1);
  const [seen, setSeen] = useState<Announced>({
    key: newest?.key,
    state: newest?.state,
    announcement: '',
  });
  if (newest?.key !== seen.key || newest?.state !== seen.state) {
    setSeen({
      key: newest?.key,
      state: newest?.state,
      announcement: announce(newest, seen, labels) ?? seen.announcement,
    });
  }
  return (
    <p className="fw-visually-hidden" role="status">
      {seen.announcement}
    </p>
  );
}

function announce(
  newest: ChatMessage | undefined,
  seen: Announced,
  labels: Labels,
): string | undefined {
  if (newest?.role !== 'assistant') return undefined;
  if (newest.state === 'pending') return labels.announceStarted;
  // Opening a conversation with finished answers announces nothing.
  if (newest.key !== seen.key) return undefined;
  switch (newest.state) {
    case 'complete':
      return labels.announceDone;
    case 'cancelled':
      return labels.announceStopped;
    case 'error':
      return `${labels.announceFailed} ${newest.failure?.message ?? ''}`.trim();
    case 'streaming':
    case 'sent':
      return undefined;
  }
}
