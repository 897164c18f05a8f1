import { useCallback, useEffect, useState } from 'react';

import { parseRoute, type Route } from '../shared/routes.js';

/** Where the page is, and how it goes elsewhere. */
export interface Navigation {
  readonly route: Route;
  /** The query of the address, from the question mark on. */
  readonly query: string;
  /** Another number for every page that is gone to; the same when an address is merely completed. */
  readonly visit: number;
  readonly goTo: (path: string) => void;
  /** Completes the address of the page that is shown, without leaving it. */
  readonly rename: (path: string) => void;
}

interface Place {
  /** Path and query. */
  readonly path: string;
  readonly visit: number;
}

/** The page's place in the browser's history; back and forward included. */
export function useNavigation(): Navigation {
  const [place, setPlace] = useState<Place>(() => ({ path: address(), visit: 0 }));

  useEffect(() => {
    const onPopState = (): void => {
      setPlace(({ visit }) => ({ path: address(), visit: visit + 1 }));
    };
    window.addEventListener('popstate', onPopState);
    return () => {
      window.removeEventListener('popstate', onPopState);
    };
  }, []);
  const goTo = useCallback((path: string) => {
    if (path !== address()) history.pushState(null, '', path);
    setPlace(({ visit }) => ({ path, visit: visit + 1 }));
  }, []);
  const rename = useCallback((path: string) => {
    history.replaceState(null, '', path);
    setPlace(({ visit }) => ({ path, visit }));
  }, []);

  const [path = '', query] = place.path.split(/(?=\?)/);
  return { route: parseRoute(path), query: query ?? '', visit: place.visit, goTo, rename };
}

function address(): string {
  return location.pathname + location.search;
}
