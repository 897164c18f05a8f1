import type { Source } from '../client/events.js';
import type { AttachmentPart, MessagePart } from '../client/records.js';
import { omitUndefined } from '../util/omit-undefined.js';
import { emptyTurn, type Failure, type TurnView } from './turn-view.js';

/** The state of a message: `sent` for a user's message, otherwise that of an answer. */
export type MessageState = 'sent' | 'pending' | 'streaming' | 'complete' | 'error' | 'cancelled';

/** A message, as shown on the page. */
export interface ChatMessage {
  /** Stable for as long as the page shows the message, even after the server has assigned its ID. */
  readonly key: string;
  /** The server's ID of the message, once known. */
  readonly id?: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly state: MessageState;
  readonly createdAtMs: number;
  /** The turn that the message belongs to, once known. */
  readonly turnId?: string;
  /** The turn behind an answer, if this page has followed it. */
  readonly turn?: TurnView;
  /** The sources of a stored answer. An answer that was followed has them in its turn. */
  readonly sources?: readonly Source[];
  /** The parts of a message that is more than one text, such as images or the tool calls of a stored answer. */
  readonly parts?: readonly MessagePart[];
  /** The message whose place a sent message takes, by its ID. Present until the page is loaded again. */
  readonly replaces?: string;
  /** Why an answer has the state `error`. */
  readonly failure?: Failure;
  /** True from the moment a user stops an answer until the server has stopped it. */
  readonly stopping?: boolean;
}

/** The images and files of a message, as a request takes them. */
export function attachmentsOf({ parts }: ChatMessage): { attachments?: readonly AttachmentPart[] } {
  const attachments = parts?.filter((part) => part.type !== 'text') as AttachmentPart[] | undefined;
  return omitUndefined({ attachments });
}

/** Whether an answer is pending or streaming. */
export function isInProgress(message: ChatMessage): boolean {
  return message.state === 'pending' || message.state === 'streaming';
}

/** Whether an answer was interrupted after some text, and can be continued. */
export function isContinuable({ state, text, turn }: ChatMessage): boolean {
  return (state === 'error' || state === 'cancelled') && text !== '' && turn?.status === 'ended';
}

/**
 * Whether text that was shown may be lost, because the server that wrote it crashed. A continuation starts
 * from the text that was stored, so that is what must be shown.
 */
export function mayHaveLostText(message: ChatMessage | undefined): boolean {
  return message?.failure?.code === 'interrupted' && message.failure.action === 'continue';
}

/** The message of an answer before its first event. */
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

/** The message of an answer after its turn has changed. */
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
