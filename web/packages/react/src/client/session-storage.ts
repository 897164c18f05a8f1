import { platform } from './environment.js';

/** The part of the platform's `Storage` that is used. */
export type KeyValueStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * The session storage of this tab; absent outside a browser, and where the browser blocks the data of the site:
 * then, even touching it throws.
 */
export function browserSessionStorage(): KeyValueStore | undefined {
  try {
    return platform.window?.sessionStorage;
  } catch {
    return undefined;
  }
}
