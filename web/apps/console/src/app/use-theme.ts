import { useState, useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const storageKey = 'firstword.theme';

/** A new query for each time that the header is rendered would have the styles computed each time. */
let darkQuery: MediaQueryList | undefined;

function darkDevice(): MediaQueryList {
  return (darkQuery ??= matchMedia('(prefers-color-scheme: dark)'));
}

function subscribeToDevice(listener: () => void): () => void {
  const query = darkDevice();
  query.addEventListener('change', listener);
  return () => {
    query.removeEventListener('change', listener);
  };
}

/** The theme: the device's until the user chooses one, which is stored. */
export function useTheme(): { readonly theme: Theme; readonly toggle: () => void } {
  const deviceIsDark = useSyncExternalStore(subscribeToDevice, () => darkDevice().matches);
  const [chosen, setChosen] = useState(() => document.documentElement.dataset['theme']);
  const theme: Theme =
    chosen === 'light' || chosen === 'dark' ? chosen : deviceIsDark ? 'dark' : 'light';

  const toggle = (): void => {
    const next: Theme = theme === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = next;
    setChosen(next);
    try {
      localStorage.setItem(storageKey, next);
    } catch {
      // Without storage, the choice lasts until the page is left.
    }
  };
  return { theme, toggle };
}
