import { platform } from '../client/environment.js';
import type { QueueStore, QueueStores } from './message-queue.js';

/** A storage of this page alone, for a browser that blocks the data of the site, and for servers. */
export class MemoryStore implements QueueStore {
  readonly #texts = new Map<string, string>();

  get length(): number {
    return this.#texts.size;
  }

  key(index: number): string | null {
    return [...this.#texts.keys()][index] ?? null;
  }

  getItem(name: string): string | null {
    return this.#texts.get(name) ?? null;
  }

  setItem(name: string, text: string): void {
    this.#texts.set(name, text);
  }

  removeItem(name: string): void {
    this.#texts.delete(name);
  }
}

/** The storages of the browser. Where it blocks them, even touching them throws. */
export function browserStores(): QueueStores {
  return {
    shared: orMemory(() => platform.window?.localStorage),
    tab: orMemory(() => platform.window?.sessionStorage),
  };
}

function orMemory(open: () => QueueStore | undefined): QueueStore {
  try {
    return open() ?? new MemoryStore();
  } catch {
    return new MemoryStore();
  }
}
