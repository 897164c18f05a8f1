'use client';

import { useEffect, useRef, useState } from 'react';

export const secondMs = 1_000;

/**
 * The duration of something in progress, in milliseconds: as of its newest event, and from there on by the local
 * clock. It moves in whole steps, and each step is one rendering.
 */
export function useElapsedTime(elapsedMs: number, stepMs: number = secondMs): number {
  const [tickedMs, setTickedMs] = useState(0);
  const startedAtMs = useRef(Infinity);
  useEffect(() => {
    // An event can be late, but not early.
    startedAtMs.current = Math.min(startedAtMs.current, Date.now() - elapsedMs);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const awaitStep = (): void => {
      const passedMs = Date.now() - startedAtMs.current;
      timer = setTimeout(
        () => {
          setTickedMs(Date.now() - startedAtMs.current);
          awaitStep();
        },
        stepMs - (passedMs % stepMs),
      );
    };
    awaitStep();
    return () => {
      clearTimeout(timer);
    };
  }, [elapsedMs, stepMs]);
  return Math.floor(Math.max(elapsedMs, tickedMs) / stepMs) * stepMs;
}
