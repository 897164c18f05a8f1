import { pageClock } from '@firstword/react/rum';
import { useEffect, useState } from 'react';

/** How often a drawing that grows is drawn again. */
const tickMs = 50;

/** The present, in milliseconds since the epoch. It advances while `running`, and then stands still. */
export function useNow(running: boolean): number {
  const [nowMs, setNowMs] = useState(() => pageClock.now());
  useEffect(() => {
    if (!running) return undefined;
    const update = (): void => {
      setNowMs(pageClock.now());
    };
    update();
    const timer = setInterval(update, tickMs);
    return () => {
      clearInterval(timer);
      update();
    };
  }, [running]);
  return nowMs;
}
