const storageKey = 'firstword:credential';

/** The credential of this tab: an API key or token, stored until the tab is closed. */
export class Credential {
  private readonly listeners = new Set<() => void>();

  constructor(private readonly storage: Storage) {}

  /** The key or token; absent if none was given. */
  readonly value = (): string | undefined => this.storage.getItem(storageKey) ?? undefined;

  /** The headers that carry the credential. */
  readonly headers = (): Record<string, string> => {
    const value = this.value();
    return value === undefined ? {} : { authorization: `Bearer ${value}` };
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  set(value: string): void {
    this.storage.setItem(storageKey, value);
    this.notify();
  }

  clear(): void {
    this.storage.removeItem(storageKey);
    this.notify();
  }

  private notify(): void {
    this.listeners.forEach((listener) => {
      listener();
    });
  }
}
