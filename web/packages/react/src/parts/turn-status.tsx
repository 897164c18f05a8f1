'use client';

import { type ReactNode, useState } from 'react';

import { type ChatMessage, isInProgress, type MessageState } from '../turn/chat-message.js';
import type { Labels } from '../labels/labels.js';
import { useLabels } from '../labels/use-labels.js';
import { runningThought } from '../turn/thoughts.js';

export interface TurnStatusProps {
  readonly messages: readonly ChatMessage[];
}

interface Announced {
  readonly key: string | undefined;
  readonly state: MessageState | undefined;
  /** Whether the model has been seen thinking about it. */
  readonly thinking: boolean;
  readonly announcement: string;
}

/**
 * The one line that screen readers announce by themselves: that an answer has started, that the model thinks
 * about it, and that it has ended, failed or been stopped. Never its text, which is read on request.
 */
export function TurnStatus({ messages }: TurnStatusProps): ReactNode {
  const labels = useLabels();
  const newest = messages.at(-1);
  const [seen, setSeen] = useState<Announced>(() => ({
    key: newest?.key,
    state: newest?.state,
    thinking: isThinking(newest),
    announcement: '',
  }));
  // Only the first thought of an answer is announced.
  const announced = seen.thinking && newest?.key === seen.key;
  const thinking = announced || isThinking(newest);
  if (newest?.key !== seen.key || newest?.state !== seen.state || thinking !== seen.thinking) {
    setSeen({
      key: newest?.key,
      state: newest?.state,
      thinking,
      announcement:
        thinking && !announced
          ? labels.thinking
          : (announce(newest, seen, labels) ?? seen.announcement),
    });
  }
  return (
    <p className="fw-visually-hidden" role="status">
      {seen.announcement}
    </p>
  );
}

function isThinking(message: ChatMessage | undefined): boolean {
  return (
    message?.turn !== undefined &&
    isInProgress(message) &&
    runningThought(message.turn) !== undefined
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
