const storageKey = 'firstword:credential';

/** What this tab shows to the server to say who is asking: an API key or a token, kept until the tab is closed. */
export class Credential {
  private readonly listeners = new Set<() => void>();

  constructor(private readonly storage: Storage) {}

  /** The key or token; absent where none was given. */
  readonly value = (): string | undefined => this.storage.getItem(storageKey) ?? undefined;

  /** The headers that carry it. */
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
    this.tell();
  }

  clear(): void {
    this.storage.removeItem(storageKey);
    this.tell();
  }

  private tell(): void {
    this.listeners.forEach((listener) => {
      listener();
    });
  }
}
