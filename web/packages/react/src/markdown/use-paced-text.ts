'use client';

import { useEffect, useLayoutEffect, useRef, useState } from 'react';

import { flushIfDue, FrameScheduler } from '../pacing/frame-scheduler.js';
import { pageFrames } from '../pacing/page-frames.js';

/** Characters that one repaint may add. More at once, as after a reload, would block the page. */
export const maxCharactersPerRepaint = 4_000;

/** Characters at the end of the shown text that are compared to tell whether a text continues it. */
const comparedCharacters = 200;

const useBeforePaint = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/**
 * Paces a growing text: it changes at most once per repaint interval, and in steps while more of the text has
 * arrived than one repaint may add. The first words and the end of a finished text are never delayed.
 */
export function usePacedText(text: string, growing: boolean): string {
  const [shown, setShown] = useState(growing ? nextStep(text, '') : text);
  const newest = useRef(text);
  const scheduler = useRef<FrameScheduler | undefined>(undefined);
  const continued = shown !== '' && continues(text, shown);
  const behind = continued && text.length - shown.length > maxCharactersPerRepaint;

  useBeforePaint(() => {
    const created = new FrameScheduler(pageFrames, () => {
      setShown((before) => nextStep(newest.current, before));
    });
    scheduler.current = created;
    const release = created.flushWhenHidden();
    return () => {
      release();
      created.cancel();
    };
  }, []);
  useBeforePaint(() => {
    newest.current = text;
    if (shown === text || !(growing || behind)) return;
    if (scheduler.current === undefined) return;
    if (behind) scheduler.current.schedule();
    else flushIfDue(scheduler.current);
  }, [text, growing, shown, behind]);

  if (growing) return continued ? shown : nextStep(text, '');
  return behind ? shown : text;
}

/** The part of a text that the next repaint shows. */
function nextStep(text: string, shown: string): string {
  const from = continues(text, shown) ? shown.length : 0;
  return text.slice(0, from + maxCharactersPerRepaint);
}

/** Whether a text continues the shown one. Comparing the whole text would cost more with every word. */
function continues(text: string, shown: string): boolean {
  return text.startsWith(
    shown.slice(-comparedCharacters),
    Math.max(0, shown.length - comparedCharacters),
  );
}
