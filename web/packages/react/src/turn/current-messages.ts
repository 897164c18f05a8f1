import type { ChatMessage } from './chat-message.js';

/**
 * The messages of a conversation without those that a later one replaces: an edited question takes the place of the
 * earlier one and of all after it. After a reload, the server leaves them out.
 */
export function currentMessages(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  if (messages.every(({ replaces }) => replaces === undefined)) return messages;
  const current: ChatMessage[] = [];
  for (const message of messages) {
    const { replaces } = message;
    const place =
      replaces === undefined
        ? -1
        : current.findIndex(({ id }) => id !== undefined && id === replaces);
    if (place >= 0) current.length = place;
    current.push(message);
  }
  return current;
}
