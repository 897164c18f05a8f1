import {
  AbstractChat,
  type ChatInit,
  type ChatState,
  type ChatStatus,
  DefaultChatTransport,
  lastAssistantMessageIsCompleteWithToolCalls,
  type UIMessage,
} from 'ai-7';

/** The messages of a chat without a page. */
class PlainState implements ChatState<UIMessage> {
  status: ChatStatus = 'ready';
  error: Error | undefined = undefined;
  messages: UIMessage[] = [];
  pushMessage = (message: UIMessage): void => {
    this.messages = [...this.messages, message];
  };
  popMessage = (): void => {
    this.messages = this.messages.slice(0, -1);
  };
  replaceMessage = (index: number, message: UIMessage): void => {
    this.messages = this.messages.map((known, at) => (at === index ? message : known));
  };
  snapshot = <T>(thing: T): T => structuredClone(thing);
}

/** What `useChat` is made of, in major 7 of the AI SDK and without React. */
export class HeadlessChat extends AbstractChat<UIMessage> {
  constructor(url: string, id: string, init: Omit<ChatInit<UIMessage>, 'transport'> = {}) {
    super({
      ...init,
      id,
      state: new PlainState(),
      transport: new DefaultChatTransport({
        api: `${url}/api/ui/chat`,
        body: { tools: [{ name: 'weather' }] },
      }),
      sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
    });
  }
}
