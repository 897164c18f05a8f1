'use client';

import { type ReactNode, useState } from 'react';

import { type ChatMessage, isInProgress, type MessageState } from '../turn/chat-message.js';
import type { Labels } from '../labels/labels.js';
import { useLabels } from '../labels/use-labels.js';
import { runningThought } from '../turn/thoughts.js';
import { isLate, toolWaitText } from './tool-wait-text.js';
import type { ToolCallView } from '../turn/turn-view.js';

export interface TurnStatusProps {
  readonly messages: readonly ChatMessage[];
}

interface Announced {
  readonly key: string | undefined;
  readonly state: MessageState | undefined;
  /** Whether the model has been seen thinking about it. */
  readonly thinking: boolean;
  /** The state of each of its tool calls. */
  readonly calls: ReadonlyMap<string, string>;
  readonly announcement: string;
}

/**
 * The one line that screen readers announce by themselves. It says that an answer has started,
 * that the model thinks about it, and that a tool runs, takes longer than usual, or has ended. It also
 * says that the answer has ended, failed or been stopped, but never its text, which is read on request.
 */
export function TurnStatus({ messages }: TurnStatusProps): ReactNode {
  const labels = useLabels();
  const newest = messages.at(-1);
  const [seen, setSeen] = useState<Announced>(() => ({
    key: newest?.key,
    state: newest?.state,
    thinking: isThinking(newest),
    calls: callStates(newest),
    announcement: '',
  }));
  // Only the first thought of an answer is announced.
  const announced = seen.thinking && newest?.key === seen.key;
  const thinking = announced || isThinking(newest);
  const calls = callStates(newest);
  const changed = changedCalls(newest, seen);
  if (
    newest?.key !== seen.key ||
    newest?.state !== seen.state ||
    thinking !== seen.thinking ||
    changed.length > 0
  ) {
    setSeen({
      key: newest?.key,
      state: newest?.state,
      thinking,
      calls,
      announcement:
        thinking && !announced
          ? labels.thinking
          : changed.length > 0
            ? changed.map((call) => announceCall(call, labels)).join(' ')
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

/** The calls of an answer in progress, by their ID. */
function callStates(message: ChatMessage | undefined): ReadonlyMap<string, string> {
  const calls = message !== undefined && isInProgress(message) ? message.turn?.toolCalls : [];
  return new Map(calls?.map((call) => [call.id, announcedState(call)]));
}

/** Of all that a call that runs is compared with, only that it takes long is news for a listener. */
function announcedState(call: ToolCallView): string {
  return isLate(call) ? `${call.state}, late` : call.state;
}

/** The calls that began to run, or ended. That one is being written is no news for a listener. */
function changedCalls(newest: ChatMessage | undefined, seen: Announced): readonly ToolCallView[] {
  if (newest?.turn === undefined || !isInProgress(newest)) return [];
  return newest.turn.toolCalls.filter(
    (call) =>
      call.state !== 'writing' &&
      call.state !== 'ready' &&
      (newest.key !== seen.key || seen.calls.get(call.id) !== announcedState(call)),
  );
}

function announceCall(call: ToolCallView, labels: Labels): string {
  const { label, name, state } = call;
  const word =
    state === 'running'
      ? [labels.toolRunning, toolWaitText(call, labels) ?? []].flat().join(', ')
      : state === 'finished'
        ? labels.toolFinished
        : labels.toolFailed;
  return labels.announceTool(label === '' ? name : label, word);
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
