/** The part of the platform's `LockManager` that is used. */
export interface CallLocks {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    task: () => Promise<void>,
  ): Promise<unknown>;
}

/** Locks of this page alone, for a browser or a connection (without TLS) that has none across tabs. */
export class PageLocks implements CallLocks {
  readonly #held = new Map<string, Promise<void>>();

  async request(
    name: string,
    { signal }: { readonly signal: AbortSignal },
    task: () => Promise<void>,
  ): Promise<void> {
    for (let holder = this.#held.get(name); holder !== undefined; holder = this.#held.get(name)) {
      await holder;
    }
    signal.throwIfAborted();
    let release = (): void => undefined;
    this.#held.set(
      name,
      new Promise((resolve) => {
        release = resolve;
      }),
    );
    try {
      await task();
    } finally {
      this.#held.delete(name);
      release();
    }
  }
}

const pageLocks = new PageLocks();

/** Locks across all tabs, where the browser has them. */
export function browserLocks(): CallLocks {
  return typeof navigator === 'undefined'
    ? pageLocks
    : ((navigator as Partial<Navigator>).locks ?? pageLocks);
}
