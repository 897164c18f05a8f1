import type { Source } from '../client/events.js';
import { omitUndefined } from '../util/omit-undefined.js';
import { emptyTurn, type Failure, type TurnView } from './turn-view.js';

/** Where a message stands: a user's is `sent`, an answer is one of the others. */
export type MessageState = 'sent' | 'pending' | 'streaming' | 'complete' | 'error' | 'cancelled';

/** One message as the page shows it. */
export interface ChatMessage {
  /** Stays the same for as long as the page shows the message, also when the server has named it. */
  readonly key: string;
  /** The server's name for it, once known. */
  readonly id?: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly state: MessageState;
  readonly createdAtMs: number;
  /** The turn that the message belongs to, once known. */
  readonly turnId?: string;
  /** What is known of the turn behind an answer, where this page has followed it. */
  readonly turn?: TurnView;
  /** What an answer of an earlier visit can rest on; of one that was followed its turn knows it. */
  readonly sources?: readonly Source[];
  /** Why an answer has the state `error`. */
  readonly failure?: Failure;
  /** True from the moment a person stops an answer until the server has stopped it. */
  readonly stopping?: boolean;
}

/** Whether an answer is still being prepared or written. */
export function isInProgress(message: ChatMessage): boolean {
  return message.state === 'pending' || message.state === 'streaming';
}

/** Whether an answer broke off with something written that can be gone on with. */
export function isContinuable({ state, text, turn }: ChatMessage): boolean {
  return (state === 'error' || state === 'cancelled') && text !== '' && turn?.status === 'ended';
}

/**
 * Whether words that were seen may be lost with the server that wrote them. What goes on with the answer goes on from
 * what was kept of it, so that is what must be shown.
 */
export function mayHaveLostText(message: ChatMessage | undefined): boolean {
  return message?.failure?.code === 'interrupted' && message.failure.action === 'continue';
}

/** The message that stands for an answer before its first event. */
export function placeholder(key: string, createdAtMs: number): ChatMessage {
  return {
    key,
    role: 'assistant',
    text: '',
    state: 'pending',
    createdAtMs,
    turn: emptyTurn,
  };
}

/** An answer's message after its turn has changed. */
export function withTurn(message: ChatMessage, turn: TurnView): ChatMessage {
  const { failure: _failure, stopping, ...base } = message;
  const { end } = turn;
  const shown = {
    ...base,
    ...omitUndefined({ id: turn.assistantMessageId, turnId: turn.turnId }),
    turn,
    text: turn.text,
  };
  if (end === undefined) {
    const state = turn.status === 'waiting' ? 'pending' : 'streaming';
    return { ...shown, state, ...(stopping === true ? { stopping } : {}) };
  }
  if (end.kind === 'failed') {
    const { kind: _kind, ...failure } = end;
    return { ...shown, state: 'error', failure };
  }
  return { ...shown, state: end.kind === 'done' ? 'complete' : 'cancelled' };
}
