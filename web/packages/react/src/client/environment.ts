/** Cancels a timer or subscription. Idempotent. */
export type Release = () => void;

/** The clock that the client uses. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  setTimer(callback: () => void, delayMs: number): Release;
}

/** The network state of the device. */
export interface Network {
  isOnline(): boolean;
  /** Calls the listener when the device is back online. */
  onOnline(listener: () => void): Release;
}

/** The part of the platform's `fetch` that the client uses. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Everything the client takes from its platform, so that tests can replace it. */
export interface Environment {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly network: Network;
  /** A number from 0 up to 1. */
  random(): number;
  /** A unique key. */
  newKey(): string;
  /**
   * Yields to the page's other work between many events that arrive at once. If absent, the client does not
   * yield.
   */
  yieldToMain?(): Promise<void> | undefined;
}

/** Adds an event listener and returns its removal. Does nothing without a target. */
export function listen(
  target: EventTarget | undefined,
  type: string,
  listener: () => void,
): Release {
  target?.addEventListener(type, listener);
  return () => {
    target?.removeEventListener(type, listener);
  };
}

/** What of a browser there is. */
export const platform = globalThis as Partial<typeof globalThis>;

const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

const deviceNetwork: Network = {
  // Only an explicit `false` from a browser means offline; other platforms lack the property.
  isOnline: () => platform.navigator?.onLine !== false,
  onOnline(listener) {
    return listen(platform.window, 'online', listener);
  },
};

/** 128 random bits. `crypto.randomUUID` is missing on a page served without TLS. */
function randomKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}

/** A hidden page has nothing to keep responsive, and its timers are throttled. */
function yieldToMain(): Promise<void> | undefined {
  return platform.document?.hidden !== false
    ? undefined
    : new Promise((resolve) => {
        setTimeout(resolve, 0);
      });
}

/** The environment of a browser, or of Node 20 and later. */
export function platformEnvironment(): Environment {
  return {
    fetch: (url, init) => fetch(url, init),
    clock: systemClock,
    network: deviceNetwork,
    random: Math.random,
    newKey: randomKey,
    yieldToMain,
  };
}
