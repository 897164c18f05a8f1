'use client';

import {
  type ComponentType,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

import { ScrollRegion } from '../markdown/scroll-region.js';
import type { MathRendererProps } from '../markdown/renderers.js';
import { useLabels } from '../labels/use-labels.js';

/** What is used of KaTeX. */
export interface MathTypesetter {
  render(
    tex: string,
    element: HTMLElement,
    options: { displayMode?: boolean; throwOnError?: boolean; strict?: boolean; maxSize?: number },
  ): void;
}

/** The largest size that a formula may ask for, in the size of its letters. */
const maxSize = 20;

const useBeforePaint = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/**
 * A renderer that typesets formulas with KaTeX. It is loaded with the first formula. Until then, and where a formula
 * has an error, its source is shown.
 */
export function renderMath(load: () => Promise<MathTypesetter>): ComponentType<MathRendererProps> {
  let loaded: MathTypesetter | undefined;
  let loading: Promise<MathTypesetter> | undefined;
  const loadOnce = async (): Promise<MathTypesetter> => {
    loading ??= load();
    try {
      loaded = await loading;
      return loaded;
    } catch (failure) {
      loading = undefined;
      throw failure;
    }
  };

  function TypesetMath({ tex, display }: MathRendererProps): ReactNode {
    const labels = useLabels();
    const element = useRef<HTMLSpanElement>(null);
    const [typesetter, setTypesetter] = useState(loaded);
    useEffect(() => {
      if (typesetter !== undefined) return undefined;
      let shown = true;
      loadOnce().then(
        (ready) => {
          if (shown) setTypesetter(ready);
        },
        () => {
          // The source stays.
        },
      );
      return () => {
        shown = false;
      };
    }, [typesetter]);
    useBeforePaint(() => {
      if (element.current === null) return;
      try {
        if (typesetter === undefined) element.current.textContent = tex;
        else {
          const options = { displayMode: display, throwOnError: true, strict: false, maxSize };
          typesetter.render(tex, element.current, options);
        }
      } catch {
        element.current.textContent = tex;
      }
    }, [typesetter, tex, display]);
    const formula = (
      <span
        ref={element}
        className="fw-math"
        dir="ltr"
        translate="no"
        data-display={display ? '' : undefined}
      />
    );
    return display ? (
      <ScrollRegion className="fw-math-region" kind="code" label={labels.formula}>
        {formula}
      </ScrollRegion>
    ) : (
      formula
    );
  }
  return TypesetMath;
}
