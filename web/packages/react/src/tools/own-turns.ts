import type { KeyValueStore } from '../client/session-storage.js';

/** Where the IDs of turns are kept. */
export type TurnIdStore = Pick<KeyValueStore, 'getItem' | 'setItem'>;

const storageKey = 'firstword.own-turns';

/** More turns than one tab can have in progress. */
const maxTurns = 50;

/** The turns that this tab has started. They are known after a reload, and unknown to other tabs. */
export class OwnTurns {
  readonly #store: TurnIdStore | undefined;
  /** Those of this page. Without a store, there are no others. */
  #ids: readonly string[] = [];

  constructor(store: TurnIdStore | undefined) {
    this.#store = store;
  }

  has(turnId: string): boolean {
    return this.#ids.includes(turnId) || read(this.#store).includes(turnId);
  }

  add(turnId: string): void {
    this.#ids = [...this.#ids, turnId].slice(-maxTurns);
    try {
      // Other hooks of the page have turns too.
      const known = read(this.#store).filter((id) => id !== turnId);
      this.#store?.setItem(storageKey, JSON.stringify([...known, turnId].slice(-maxTurns)));
    } catch {
      // A full store costs the calls that a reload interrupts.
    }
  }
}

function read(store: TurnIdStore | undefined): readonly string[] {
  try {
    const ids: unknown = JSON.parse(store?.getItem(storageKey) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
