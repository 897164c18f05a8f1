import type { MessageRecord } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';
import type { ChatMessage, MessageState } from '../turn/chat-message.js';

/** Converts a stored message. `failureMessage` stands in for the reason, which the server does not store. */
export function messageFromRecord(record: MessageRecord, failureMessage: string): ChatMessage {
  const state = record.role === 'user' ? 'sent' : answerState(record.state);
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
      failure:
        state === 'error'
          ? ({ code: 'failed', message: failureMessage, action: 'retry' } as const)
          : undefined,
    }),
  };
}

/** The state of an answer; one that this version does not know is `complete`. */
function answerState(stored: string): MessageState {
  if (stored === 'failed') return 'error';
  return /^(cancelled|pending|streaming)$/.test(stored) ? (stored as MessageState) : 'complete';
}
