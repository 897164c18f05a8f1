export {
  type ConnectionNotice,
  FirstwordChatTransport,
  type FirstwordChatTransportOptions,
} from './chat-transport.js';
