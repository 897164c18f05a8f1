import type {
  AttachmentPart,
  NumberedEvent,
  StartOptions,
  TurnClient,
  TurnRequest,
} from '../client/index.js';
import type { MessageQueue, QueuedMessage } from './message-queue.js';

/** The part of the platform's `LockManager` that is used. */
export interface QueueLocks {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    task: () => Promise<void>,
  ): Promise<unknown>;
}

/** Sends a message of the conversation that is shown, as the hook does. */
export type SendMessage = (
  text: string,
  details?: { readonly attachments: readonly AttachmentPart[] },
) => boolean;

/** What the sender needs to know of the conversation that is shown. */
export interface ShownConversation {
  readonly id: string;
  /** The newest message that is shown. */
  readonly newestMessage: string | undefined;
  readonly send: SendMessage;
  /** The conversation continued without this page. */
  readonly onStale: () => void;
}

/**
 * Sends what waits in a queue, one message after the end of the answer to the one before, each once. It is sent with
 * the key that it was queued with, and one tab at a time.
 */
export class QueueSender<Client extends TurnClient> {
  /** The client that the hook has to use. */
  readonly client: Client;
  readonly #inner: Client;
  readonly #queue: MessageQueue;
  readonly #locks: QueueLocks | undefined;
  /** The key of the message that the hook is about to send. */
  #nextKey: string | undefined;
  readonly #settled = new Map<string, () => void>();
  /** What the server had when the page was last found to be out of date. It is not twice in a row. */
  #staleAt: string | undefined;

  constructor(client: Client, queue: MessageQueue, locks: QueueLocks | undefined) {
    this.#inner = client;
    this.#queue = queue;
    this.#locks = locks;
    this.client = {
      ...client,
      newKey: () => {
        const key = this.#nextKey ?? client.newKey();
        this.#nextKey = undefined;
        return key;
      },
      start: (request: TurnRequest, options: StartOptions = {}) => {
        const key = options.idempotencyKey;
        const events = client.start(request, options);
        if (key === undefined || !queue.has(key)) return events;
        queue.hold(key);
        return this.#observed(events, key, options.signal);
      },
    };
  }

  /** Sends the oldest message, unless the conversation continued elsewhere, or another tab is sending. */
  async sendNext(shown: ShownConversation, signal: AbortSignal): Promise<void> {
    const task = async (): Promise<void> => {
      const [next] = this.#queue.messages(shown.id);
      if (signal.aborted || next === undefined) return;
      if (await this.refreshIfStale(shown, signal)) return;
      if (!this.#queue.has(next.key)) return;
      const settled = new Promise<void>((resolve) => {
        this.#settled.set(next.key, resolve);
      });
      // Held until the server knows of it, so that another tab finds the turn, and not the message.
      if (this.#send(next, shown.send)) await settled;
      this.#settled.delete(next.key);
    };
    if (this.#locks === undefined) await task();
    else await this.#locks.request(`firstword.queue.${shown.id}`, { signal }, task);
  }

  /** Returns true if the conversation continued without this page, and says so; also if the page shows another one. */
  async refreshIfStale(shown: ShownConversation, signal: AbortSignal): Promise<boolean> {
    const page = await this.#inner.conversation(shown.id, { limit: 1, signal });
    const newest = page.messages.at(-1)?.id;
    const running = page.active_turn ?? undefined;
    if (signal.aborted) return true;
    if (running === undefined && newest === shown.newestMessage) {
      this.#staleAt = undefined;
      return false;
    }
    const place = running ?? newest;
    if (this.#staleAt === place) return false;
    this.#staleAt = place;
    shown.onStale();
    return true;
  }

  #send({ key, text, attachments }: QueuedMessage, send: SendMessage): boolean {
    this.#nextKey = key;
    try {
      return attachments === undefined ? send(text) : send(text, { attachments });
    } finally {
      this.#nextKey = undefined;
    }
  }

  async *#observed(
    events: AsyncGenerator<NumberedEvent, void, undefined>,
    key: string,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<NumberedEvent, void, undefined> {
    try {
      for await (const numbered of events) {
        if (numbered.event.type === 'start') this.#settle(key, true);
        yield numbered;
      }
    } catch (thrown) {
      // The conversation shows that it was not sent, and keeps it for a retry.
      this.#settle(key, signal?.aborted !== true);
      throw thrown;
    } finally {
      this.#settle(key, false);
    }
  }

  #settle(key: string, taken: boolean): void {
    if (taken) this.#queue.remove(key);
    else this.#queue.release(key);
    this.#settled.get(key)?.();
  }
}
