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

/** Uses other locks where the first ones are refused. */
export class FallbackLocks implements CallLocks {
  readonly #first: CallLocks;
  readonly #others: CallLocks;

  constructor(first: CallLocks, others: CallLocks) {
    this.#first = first;
    this.#others = others;
  }

  async request(
    name: string,
    options: { readonly signal: AbortSignal },
    task: () => Promise<void>,
  ): Promise<void> {
    let begun = false as boolean;
    try {
      await this.#first.request(name, options, () => {
        begun = true;
        return task();
      });
    } catch (thrown) {
      // A browser that blocks the data of the site refuses locks too.
      if (begun || (thrown as Partial<DOMException> | null)?.name !== 'SecurityError') throw thrown;
      await this.#others.request(name, options, task);
    }
  }
}

/** Locks across all tabs, where the browser has them and grants them. */
export function browserLocks(): CallLocks {
  const shared =
    typeof navigator === 'undefined' ? undefined : (navigator as Partial<Navigator>).locks;
  return shared === undefined ? pageLocks : new FallbackLocks(shared, pageLocks);
}
