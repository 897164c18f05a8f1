'use client';

import { useEffect, useLayoutEffect, useRef, useState } from 'react';

import { repaintMs, slackMs } from '../pacing/frames.js';

/** Characters that one repaint may add. More at once, as after a reload, would keep the page from answering. */
export const mostAtOnce = 4_000;

/** Between two repaints of a text that has come faster than it can be shown. */
const catchUpMs = 16;

/** Characters at the end of what is shown that are compared before a text is taken for more of it. */
const recognisedBy = 200;

const useBeforePaint = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/**
 * A growing text, handed on at most once every `repaintMs`, and in steps where much of it comes at once. The first
 * words are never held back, nor is the end of a finished text.
 */
export function usePacedText(text: string, growing: boolean): string {
  const [paced, setPaced] = useState(growing ? next(text, '') : text);
  const newest = useRef(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const repaintedAtMs = useRef(-Infinity);
  const known = paced !== '' && goesOn(text, paced);
  const behind = known && text.length - paced.length > mostAtOnce;

  useBeforePaint(() => {
    newest.current = text;
    if (paced === text || timer.current !== undefined || !(growing || behind)) {
      return;
    }
    const repaint = (): void => {
      timer.current = undefined;
      repaintedAtMs.current = performance.now();
      setPaced((shown) => next(newest.current, shown));
    };
    const waitMs = behind ? catchUpMs : repaintedAtMs.current + repaintMs - performance.now();
    // What comes no oftener than it is repainted is in the frame that it came for.
    if (waitMs <= slackMs) repaint();
    // The timer outlives this effect: each new piece of text must not put the repaint off again.
    else timer.current = setTimeout(repaint, waitMs);
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
  const from = goesOn(text, shown) ? shown.length : 0;
  return text.slice(0, from + mostAtOnce);
}

/** Whether a text is more of what is shown. To compare all of it would take longer with each word. */
function goesOn(text: string, shown: string): boolean {
  return text.startsWith(shown.slice(-recognisedBy), Math.max(0, shown.length - recognisedBy));
}
