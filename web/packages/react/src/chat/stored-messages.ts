import type { MessageRecord } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';
import type { ChatMessage, MessageState } from '../turn/chat-message.js';

/** Converts a stored message. `failureMessage` stands in for the reason, which the server does not store. */
export function messageFromRecord(record: MessageRecord, failureMessage: string): ChatMessage {
  const state = record.role === 'user' ? 'sent' : (answerStates[record.state] ?? 'complete');
  return {
    key: record.id,
    id: record.id,
    role: record.role,
    text: record.text,
    state,
    createdAtMs: new Date(record.created_at).getTime(),
    ...omitUndefined({
      turnId: record.turn_id,
      sources: record.sources,
      parts: record.parts,
    }),
    ...(state === 'error'
      ? { failure: { code: 'failed', message: failureMessage, action: 'retry' } }
      : {}),
  };
}

/** The server's states of an answer; every other state is `complete`. */
const answerStates: Readonly<Record<string, MessageState>> = {
  failed: 'error',
  cancelled: 'cancelled',
  pending: 'pending',
  streaming: 'streaming',
};
