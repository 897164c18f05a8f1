/** Cancels what was scheduled or ends a subscription; calling it again changes nothing. */
export type Release = () => void;

/** Time as the client sees it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  setTimer(callback: () => void, delayMs: number): Release;
}

/** What the device says about its network. */
export interface Network {
  isOnline(): boolean;
  /** Tells when the device is back on a network. */
  onOnline(listener: () => void): Release;
}

/** The part of the platform's `fetch` that the client uses. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Everything the client takes from the outside, so that a test can bring its own. */
export interface Environment {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly network: Network;
  /** A number from 0 up to 1. */
  random(): number;
  /** A key that no other request has. */
  newKey(): string;
  /** Lets the page do what else it has to, between many events that came at once. Absent: nobody waits for it. */
  yieldToMain?(): Promise<void> | undefined;
}

/** Tells of an event until it is released; of nothing where there is nobody to tell. */
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
  // Only a browser's plain "false" means offline: elsewhere the property is missing.
  isOnline: () =>
    typeof navigator === 'undefined' || (navigator as Partial<Navigator>).onLine !== false,
  onOnline(listener) {
    return listen(typeof window === 'undefined' ? undefined : window, 'online', listener);
  },
};

/** 128 random bits in hexadecimal. `crypto.randomUUID` would be missing on a page served without TLS. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Nobody waits for a hidden page, and its timers come late. */
function yieldToMain(): Promise<void> | undefined {
  return typeof document === 'undefined' || document.hidden
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
    yieldToMain: yieldToMain,
  };
}
