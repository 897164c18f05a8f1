'use client';

import { type ComponentType, type ReactNode, useEffect, useRef, useState } from 'react';

import type { CodeRendererProps } from '../markdown/renderers.js';
import { CodeColors, type LoadHighlighter } from './code-colors.js';

/**
 * A renderer that colours code with highlight.js, or with another function of the same shape. It is loaded with the
 * first code that is near the visible part of the page.
 */
export function highlightCode(load: LoadHighlighter): ComponentType<CodeRendererProps> {
  let loading: ReturnType<LoadHighlighter> | undefined;
  const loadOnce: LoadHighlighter = () => {
    loading ??= load().catch((failure: unknown) => {
      loading = undefined;
      throw failure;
    });
    return loading;
  };

  function HighlightedCode({ code, language, children }: CodeRendererProps): ReactNode {
    const element = useRef<HTMLSpanElement>(null);
    const [colors] = useState(() => new CodeColors(loadOnce));
    useEffect(() => {
      if (element.current === null) return undefined;
      return colors.attach(element.current);
    }, [colors]);
    useEffect(() => {
      colors.update(code, language);
    }, [colors, code, language]);
    return <span ref={element}>{children}</span>;
  }
  return HighlightedCode;
}
