import { useMemo, useSyncExternalStore } from 'react';

/** The page's colors and typeface, for drawing on a canvas. */
export interface ChartTheme {
  readonly accent: string;
  readonly ink: string;
  readonly quiet: string;
  readonly strong: string;
  readonly line: string;
  readonly paper: string;
  readonly danger: string;
  readonly font: string;
}

const darkMediaQuery = '(prefers-color-scheme: dark)';
const forcedColorsQuery = '(forced-colors: active)';

/** The current look, updated when the device or the user changes it. */
export function useChartTheme(): ChartTheme {
  const name = useSyncExternalStore(subscribe, themeName);
  return useMemo(() => chartThemeOf(name), [name]);
}

function subscribe(listener: () => void): () => void {
  const queries = [darkMediaQuery, forcedColorsQuery].map((query) => matchMedia(query));
  const chosen = new MutationObserver(listener);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    chosen.disconnect();
    for (const query of queries) query.removeEventListener('change', listener);
  };
}

/** Differs whenever the look does. */
function themeName(): string {
  const { theme } = document.documentElement.dataset;
  return [
    theme ?? '',
    matchMedia(darkMediaQuery).matches,
    matchMedia(forcedColorsQuery).matches,
  ].join(' ');
}

function chartThemeOf(name: string): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const property = (field: string): string => style.getPropertyValue(`--fw-${field}`).trim();
  const font = property('font') || 'sans-serif';
  if (name.endsWith('true')) {
    return {
      accent: 'Highlight',
      ink: 'CanvasText',
      quiet: 'CanvasText',
      strong: 'CanvasText',
      line: 'GrayText',
      paper: 'Canvas',
      danger: 'LinkText',
      font,
    };
  }
  return {
    accent: property('accent'),
    ink: property('ink'),
    quiet: property('ink-quiet'),
    strong: property('line-strong'),
    line: property('line'),
    paper: property('paper'),
    danger: property('danger'),
    font,
  };
}
