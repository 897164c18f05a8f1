import type { AttachmentPart, Release } from '../client/index.js';
import { platform } from '../client/environment.js';

/** A message that waits for the end of an answer. */
export interface QueuedMessage {
  /** Its idempotency key. However many tabs send it, and however often, it starts one turn. */
  readonly key: string;
  readonly text: string;
  readonly attachments?: readonly AttachmentPart[];
}

/** The part of the platform's `Storage` that is used. */
export type QueueStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Where queues are kept. Tests replace it. */
export interface QueueStores {
  /** For conversations with an ID: all tabs see it. */
  readonly shared: QueueStore;
  /** For a conversation that has no ID yet: it belongs to one tab. */
  readonly tab: QueueStore;
}

const prefix = 'firstword.queue.';
const none: readonly QueuedMessage[] = [];

/**
 * The messages that wait, by conversation, oldest first. Each is an entry of its own in the storage, so that two tabs that
 * change a queue at once lose nothing.
 */
export class MessageQueue {
  readonly #stores: QueueStores;
  readonly #listeners = new Set<() => void>();
  /** Those that this tab is sending. */
  readonly #held = new Set<string>();
  readonly #shown = new Map<
    string,
    { readonly names: string; readonly messages: readonly QueuedMessage[] }
  >();
  #lastTime = 0;
  /** Incremented when another tab has changed a queue. */
  changesElsewhere = 0;

  constructor(stores: QueueStores) {
    this.#stores = stores;
  }

  /** The messages that wait. The same list until it changes. */
  messages(conversation: string | undefined): readonly QueuedMessage[] {
    const names = this.#namesOf(conversation).filter((name) => !this.#held.has(keyOf(name)));
    const id = conversation ?? '';
    const shown = this.#shown.get(id);
    if (shown?.names === names.join()) return shown.messages;
    const store = this.#storeOf(conversation);
    const found = names.flatMap((name) => parsed(store.getItem(name)) ?? []);
    const messages = found.length === 0 ? none : found;
    this.#shown.set(id, { names: names.join(), messages });
    return messages;
  }

  /** Returns false if the storage has no room for the message. */
  add(conversation: string | undefined, message: QueuedMessage, nowMs: number): boolean {
    // Messages of one moment keep their order.
    this.#lastTime = Math.max(nowMs, this.#lastTime + 1);
    const name = `${nameOf(conversation)}${String(this.#lastTime).padStart(15, '0')}.${message.key}`;
    try {
      this.#storeOf(conversation).setItem(name, JSON.stringify(message));
    } catch {
      return false;
    }
    this.#notify();
    return true;
  }

  has(key: string): boolean {
    return this.#find(key) !== undefined;
  }

  /** Removes a message, and returns it if it was there. */
  remove(key: string): QueuedMessage | undefined {
    const found = this.#find(key);
    if (found === undefined) return undefined;
    const [store, name] = found;
    const message = parsed(store.getItem(name));
    store.removeItem(name);
    this.#held.delete(key);
    this.#notify();
    return message;
  }

  /** This tab is sending a message: it is shown in the conversation, and not in the queue. */
  hold(key: string): void {
    this.#held.add(key);
    this.#notify();
  }

  /** A message that was not sent waits again. */
  release(key: string): void {
    if (this.#held.delete(key)) this.#notify();
  }

  /** The server has named the new conversation of this tab. */
  move(conversation: string): void {
    const { tab, shared } = this.#stores;
    for (const name of this.#namesOf(undefined)) {
      const moved = nameOf(conversation) + name.slice(nameOf(undefined).length);
      shared.setItem(moved, tab.getItem(name) ?? '');
      tab.removeItem(name);
      this.#notify();
    }
  }

  readonly subscribe = (listener: () => void): Release => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) platform.window?.addEventListener('storage', this.#onStorage);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        platform.window?.removeEventListener('storage', this.#onStorage);
      }
    };
  };

  /** Only other tabs cause this event. Without a key, everything was cleared. */
  readonly #onStorage = ({ key }: StorageEvent): void => {
    if (key?.startsWith(prefix) === false) return;
    this.changesElsewhere += 1;
    this.#notify();
  };

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #storeOf(conversation: string | undefined): QueueStore {
    return conversation === undefined ? this.#stores.tab : this.#stores.shared;
  }

  #find(key: string): readonly [QueueStore, string] | undefined {
    for (const store of [this.#stores.tab, this.#stores.shared]) {
      const name = namesIn(store, prefix).find((each) => keyOf(each) === key);
      if (name !== undefined) return [store, name];
    }
    return undefined;
  }

  #namesOf(conversation: string | undefined): string[] {
    return namesIn(this.#storeOf(conversation), nameOf(conversation)).sort();
  }
}

function nameOf(conversation: string | undefined): string {
  return `${prefix}${conversation ?? 'new'}.`;
}

/** Idempotency keys have no dots. */
function keyOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function namesIn(store: QueueStore, start: string): string[] {
  return Array.from({ length: store.length }, (_, index) => store.key(index)).filter(
    (name): name is string => name?.startsWith(start) === true,
  );
}

function parsed(value: string | null): QueuedMessage | undefined {
  try {
    const message = JSON.parse(value ?? 'null') as Partial<QueuedMessage> | null;
    return typeof message?.key === 'string' && typeof message.text === 'string'
      ? (message as QueuedMessage)
      : undefined;
  } catch {
    return undefined;
  }
}
