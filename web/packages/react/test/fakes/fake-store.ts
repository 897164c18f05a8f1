import type { KeyValueStore } from '../../src/client/session-storage.js';

/** Session storage that outlives the page of a test. */
export class FakeStore implements KeyValueStore {
  readonly texts = new Map<string, string>();

  getItem(name: string): string | null {
    return this.texts.get(name) ?? null;
  }

  setItem(name: string, text: string): void {
    this.texts.set(name, text);
  }

  removeItem(name: string): void {
    this.texts.delete(name);
  }
}
