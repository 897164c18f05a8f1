'use client';

import { useEffect, useRef, useState } from 'react';

/** Twenty repaints a second: reading gains nothing from more. */
export const repaintMs = 50;

/** Characters that one repaint may add. More at once, as after a reload, would keep the page from answering. */
export const mostAtOnce = 4_000;

/** Between two repaints of a text that has come faster than it can be shown. */
const catchUpMs = 16;

/**
 * A growing text, handed on at most once every `repaintMs`, and in steps where much of it comes at once. The first
 * words are never held back, nor is the end of a finished text.
 */
export function usePacedText(text: string, growing: boolean): string {
  const [paced, setPaced] = useState(growing ? next(text, '') : text);
  const newest = useRef(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const known = paced !== '' && text.startsWith(paced);
  const behind = known && text.length - paced.length > mostAtOnce;

  useEffect(() => {
    newest.current = text;
    if (paced === text || timer.current !== undefined || !(growing || behind)) {
      return;
    }
    // The timer outlives this effect: each new piece of text must not put the repaint off again.
    timer.current = setTimeout(
      () => {
        timer.current = undefined;
        setPaced((shown) => next(newest.current, shown));
      },
      behind ? catchUpMs : repaintMs,
    );
  }, [text, growing, paced, behind]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );

  if (growing) return known ? paced : next(text, '');
  return behind ? paced : text;
}

/** What may be shown of a text after what is shown by now. */
function next(text: string, shown: string): string {
  const from = text.startsWith(shown) ? shown.length : 0;
  return text.slice(0, from + mostAtOnce);
}
