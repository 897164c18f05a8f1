import { type ComponentType, lazy, type LazyExoticComponent, type ReactNode } from 'react';

import { LoadError } from './load-error.js';

/**
 * A part of the console that is loaded on demand, so that the chat is there sooner. Loading fails if the server was
 * updated after this page was loaded, or cannot be reached.
 */
export function loadedPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return partOr(LoadError, load);
}

/** A part that the page is complete without. If it cannot be loaded, there is none. */
export function optionalPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return partOr(() => null, load);
}

function partOr<Props extends object>(
  failed: () => ReactNode,
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async (): Promise<{ default: ComponentType<Props> }> => {
    try {
      return { default: await load() };
    } catch {
      return { default: failed };
    }
  });
}
