import { useCallback, useEffect, useState } from 'react';

import { parseRoute, type Route } from '../shared/routes.js';

/** The current location, and how to change it. */
export interface Navigation {
  readonly route: Route;
  /** The query string, including the question mark. */
  readonly query: string;
  /** Increments with every navigation, but not when only the URL of the current page is replaced. */
  readonly visitId: number;
  readonly navigate: (path: string) => void;
  /** Replaces the URL of the current page without navigating. */
  readonly replaceUrl: (path: string) => void;
}

interface HistoryEntry {
  /** Path and query string. */
  readonly path: string;
  readonly visitId: number;
}

/**
 * Tracks the page's place in the browser's history, back and forward included.
 *
 * Not wouter: its location and matching hooks are 2,060 bytes compressed against 848 for this, the routes and
 * the link together, and it has nothing like `visitId`.
 */
export function useNavigation(): Navigation {
  const [entry, setEntry] = useState<HistoryEntry>(() => ({ path: currentUrl(), visitId: 0 }));

  useEffect(() => {
    const onPopState = (): void => {
      setEntry(({ visitId }) => ({ path: currentUrl(), visitId: visitId + 1 }));
    };
    window.addEventListener('popstate', onPopState);
    return () => {
      window.removeEventListener('popstate', onPopState);
    };
  }, []);
  const navigate = useCallback((path: string) => {
    if (path !== currentUrl()) history.pushState(null, '', path);
    setEntry(({ visitId }) => ({ path, visitId: visitId + 1 }));
  }, []);
  const replaceUrl = useCallback((path: string) => {
    history.replaceState(null, '', path);
    setEntry(({ visitId }) => ({ path, visitId }));
  }, []);

  const [path = '', query] = entry.path.split(/(?=\?)/);
  return {
    route: parseRoute(path),
    query: query ?? '',
    visitId: entry.visitId,
    navigate,
    replaceUrl,
  };
}

function currentUrl(): string {
  return location.pathname + location.search;
}
