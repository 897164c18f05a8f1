'use client';

import { useEffect, useRef, useState } from 'react';

/** Twenty repaints a second: reading gains nothing from more. */
export const repaintMs = 50;

/**
 * A growing text, handed on at most once every `repaintMs`. The first words and the finished text are never held
 * back.
 */
export function usePacedText(text: string, growing: boolean): string {
  const [paced, setPaced] = useState(text);
  const newest = useRef(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  useEffect(() => {
    newest.current = text;
    if (!growing || timer.current !== undefined) {
      return;
    }
    // The timer outlives this effect: each new piece of text must not put the repaint off again.
    timer.current = setTimeout(() => {
      timer.current = undefined;
      setPaced(newest.current);
    }, repaintMs);
  }, [text, growing]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );

  return growing && paced !== '' && text.startsWith(paced) ? paced : text;
}
