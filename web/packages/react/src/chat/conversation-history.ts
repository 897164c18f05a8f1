import { type MessageRecord, ProblemError, type TurnClient } from '../client/index.js';
import type { HookLabels } from '../labels/hook-labels.js';
import { omitUndefined } from '../util/omit-undefined.js';
import { failureOf } from '../turn/failure.js';
import type { Failure } from '../turn/turn-view.js';
import { type ChatMessage, isInProgress } from '../turn/chat-message.js';
import { messageFromRecord } from './stored-messages.js';

/** A page of a conversation, ready to be displayed. */
export interface LoadedPage {
  readonly messages: readonly ChatMessage[];
  /** Absent on the first page. */
  readonly nextBefore?: string;
  readonly activeTurn?: string;
}

/** Why a conversation could not be loaded. */
export interface LoadFailure {
  readonly failure: Failure;
  /** True if the conversation does not exist. */
  readonly missing: boolean;
}

interface HistoryParts {
  readonly client: TurnClient;
  readonly labels: HookLabels;
}

const pageSize = 30;

/**
 * Loads a page of messages and the ID of the turn in progress.
 *
 * @param before the message before which the page ends; absent: the newest page
 */
export async function loadPage(
  { client, labels }: HistoryParts,
  conversation: string,
  before: string | undefined,
  signal: AbortSignal,
): Promise<LoadedPage | LoadFailure> {
  try {
    const page = await client.conversation(conversation, { before, limit: pageSize, signal });
    const { active_turn: activeTurn, next_before: nextBefore } = page;
    return {
      messages: messagesOf(page.messages, activeTurn, labels),
      ...omitUndefined({ nextBefore, activeTurn }),
    };
  } catch (thrown) {
    return {
      failure: failureOf(thrown, labels.historyLost),
      missing: thrown instanceof ProblemError && thrown.status === 404,
    };
  }
}

/** An answer that is stored as in progress, but whose turn is not the active one, was interrupted. */
function messagesOf(
  records: readonly MessageRecord[],
  activeTurn: string | null | undefined,
  labels: HookLabels,
): readonly ChatMessage[] {
  return records.map((record) => {
    const message = messageFromRecord(record, labels.failed);
    return isInProgress(message) && message.turnId !== activeTurn
      ? { ...message, state: 'cancelled' }
      : message;
  });
}
