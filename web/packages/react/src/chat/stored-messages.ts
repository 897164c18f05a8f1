import type { MessageRecord } from '../client/index.js';
import { given } from '../util/given.js';
import type { ChatMessage, MessageState } from '../turn/chat-message.js';

/** A stored message as the page shows it; `failedSentence` stands in for a reason the server did not keep. */
export function fromRecord(record: MessageRecord, failedSentence: string): ChatMessage {
  const state = record.role === 'user' ? 'sent' : (answerStates[record.state] ?? 'complete');
  return {
    key: record.id,
    id: record.id,
    role: record.role,
    text: record.text,
    state,
    createdAtMs: new Date(record.created_at).getTime(),
    ...given({ turnId: record.turn_id ?? undefined, sources: record.sources }),
    ...(state === 'error'
      ? { failure: { code: 'failed', message: failedSentence, action: 'retry' } }
      : {}),
  };
}

/** The server's states of an answer; every other state is `complete`. */
const answerStates: Readonly<Record<string, MessageState>> = {
  failed: 'error',
  error: 'error',
  cancelled: 'cancelled',
  preparing: 'pending',
  waiting: 'pending',
  pending: 'pending',
  streaming: 'streaming',
};
