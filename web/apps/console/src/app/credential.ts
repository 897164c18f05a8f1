const storageKey = 'firstword:credential';

/** The part of the platform's `Storage` that is used. */
type CredentialStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * The credential of this tab: an API key or token, stored until the tab is closed. Where the browser blocks the data
 * of the site, it lasts until the page is left.
 */
export class Credential {
  private readonly listeners = new Set<() => void>();
  private current: string | undefined;

  /** @param storage where a reload finds the credential; absent: nowhere */
  constructor(private readonly storage: CredentialStore | undefined) {
    this.current = this.access((store) => store.getItem(storageKey)) ?? undefined;
  }

  /** The key or token; absent if none was given. */
  readonly value = (): string | undefined => this.current;

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
    this.current = value;
    this.access((store) => {
      store.setItem(storageKey, value);
    });
    this.notify();
  }

  clear(): void {
    this.current = undefined;
    this.access((store) => {
      store.removeItem(storageKey);
    });
    this.notify();
  }

  /** A storage that is full or disabled behaves like an absent one. */
  private access<Result>(action: (storage: CredentialStore) => Result): Result | undefined {
    try {
      return this.storage && action(this.storage);
    } catch {
      return undefined;
    }
  }

  private notify(): void {
    this.listeners.forEach((listener) => {
      listener();
    });
  }
}

/** The session storage of this tab; absent if the browser blocks the data of the site: touching it then throws. */
export function tabStorage(): CredentialStore | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
