import { type FirstwordClient, type MessageRecord, Refusal } from '../client/index.js';
import type { Labels } from '../labels.js';
import { turnReducer } from '../turn/turn-reducer.js';
import { emptyTurn, type Failure, type TurnView } from '../turn/turn-view.js';
import { type ChatMessage, isUnderWay } from './chat-message.js';
import { fromRecord } from './stored-messages.js';

/** A page of a conversation, ready to be shown. */
export interface LoadedPage {
  readonly messages: readonly ChatMessage[];
  readonly nextBefore: string | undefined;
  readonly activeTurn: string | undefined;
}

/** Why a conversation could not be loaded. */
export interface LoadFailure {
  readonly failure: Failure;
  /** True when there is no such conversation. */
  readonly missing: boolean;
}

interface HistoryParts {
  readonly client: FirstwordClient;
  readonly labels: Labels;
}

const pageLength = 30;

/** Loads the newest page, and finds the turn that is under way. */
export async function loadNewest(
  { client, labels }: HistoryParts,
  conversation: string,
  signal: AbortSignal,
): Promise<LoadedPage | LoadFailure> {
  try {
    const page = await client.conversation(conversation, { limit: pageLength, signal });
    const activeTurn = page.active_turn ?? undefined;
    return {
      messages: shown(page.messages, activeTurn, labels),
      nextBefore: page.next_before ?? undefined,
      activeTurn,
    };
  } catch (thrown) {
    if (thrown instanceof Refusal) {
      const { detail: message, action, status } = thrown;
      return { failure: { code: 'refused', message, action }, missing: status === 404 };
    }
    const failure = { code: 'connection', message: labels.historyLost, action: 'retry' } as const;
    return { failure, missing: false };
  }
}

/** Loads the page before a message; `undefined` where that failed, and asking again may help. */
export async function loadOlder(
  { client, labels }: HistoryParts,
  conversation: string,
  before: string,
  signal: AbortSignal,
): Promise<LoadedPage | undefined> {
  try {
    const page = await client.conversation(conversation, { before, limit: pageLength, signal });
    return {
      messages: shown(page.messages, undefined, labels),
      nextBefore: page.next_before ?? undefined,
      activeTurn: undefined,
    };
  } catch {
    return undefined;
  }
}

/**
 * The whole view of a turn that is over, from its log: why it failed, how long it took. `undefined` where the
 * server no longer keeps the log.
 */
export async function recallTurn(
  client: FirstwordClient,
  turnId: string,
  signal: AbortSignal,
): Promise<TurnView | undefined> {
  let turn = emptyTurn;
  try {
    for await (const { event } of client.follow(turnId, { signal })) {
      turn = turnReducer(turn, event);
    }
  } catch {
    return undefined;
  }
  return turn;
}

/** An answer that is said to be under way, but whose turn is not the active one, went no further. */
function shown(
  records: readonly MessageRecord[],
  activeTurn: string | undefined,
  labels: Labels,
): readonly ChatMessage[] {
  return records.map((record) => {
    const message = fromRecord(record, labels.failed);
    return isUnderWay(message) && message.turnId !== activeTurn
      ? { ...message, state: 'cancelled' }
      : message;
  });
}
