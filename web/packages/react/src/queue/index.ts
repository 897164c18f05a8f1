export type { QueuedMessage } from './message-queue.js';
export { QueuedMessageList, type QueuedMessageListProps } from './queued-message-list.js';
export {
  type MessageQueues,
  type QueuedMessages,
  type QueueingChat,
  useMessageQueues,
  useQueuedMessages,
} from './use-message-queue.js';
