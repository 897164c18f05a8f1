import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

import { LoadError } from './load-error.js';

/**
 * A part of the console that is loaded on demand, so that the chat is there sooner. Loading fails if the server was
 * updated after this page was loaded, or cannot be reached.
 */
export function loadedPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    try {
      return { default: await load() };
    } catch {
      return { default: LoadError };
    }
  });
}
