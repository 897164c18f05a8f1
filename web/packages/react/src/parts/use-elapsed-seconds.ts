'use client';

import { useEffect, useRef, useState } from 'react';

export const secondMs = 1_000;

/**
 * The duration of something in progress, in whole seconds: as of its newest event, and from there on by the
 * local clock.
 */
export function useElapsedSeconds(elapsedMs: number): number {
  const [tickedMs, setTickedMs] = useState(0);
  const startedAtMs = useRef(Infinity);
  useEffect(() => {
    // An event can be late, but not early.
    startedAtMs.current = Math.min(startedAtMs.current, Date.now() - elapsedMs);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const awaitSecond = (): void => {
      const passedMs = Date.now() - startedAtMs.current;
      timer = setTimeout(
        () => {
          setTickedMs(Date.now() - startedAtMs.current);
          awaitSecond();
        },
        secondMs - (passedMs % secondMs),
      );
    };
    awaitSecond();
    return () => {
      clearTimeout(timer);
    };
  }, [elapsedMs]);
  return Math.floor(Math.max(elapsedMs, tickedMs) / secondMs);
}
