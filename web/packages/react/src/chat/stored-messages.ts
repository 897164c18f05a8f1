import type { MessageRecord } from '../client/index.js';
import { given } from '../util/given.js';
import type { ChatMessage, MessageState } from '../turn/chat-message.js';

/** A stored message as the page shows it; `failedSentence` stands in for a reason the server did not keep. */
export function fromRecord(record: MessageRecord, failedSentence: string): ChatMessage {
  const state = record.role === 'user' ? 'sent' : answerState(record.state);
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

function answerState(state: string): MessageState {
  switch (state) {
    case 'failed':
    case 'error':
      return 'error';
    case 'cancelled':
      return 'cancelled';
    case 'preparing':
    case 'waiting':
    case 'pending':
      return 'pending';
    case 'streaming':
      return 'streaming';
    default:
      return 'complete';
  }
}
