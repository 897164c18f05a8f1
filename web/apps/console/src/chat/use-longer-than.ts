import { useEffect, useState } from 'react';

/** Whether something has lasted for longer than a number of milliseconds. */
export function useLongerThan(lasts: boolean, ms: number): boolean {
  const [longer, setLonger] = useState(false);
  useEffect(() => {
    if (!lasts) return undefined;
    const timer = setTimeout(() => {
      setLonger(true);
    }, ms);
    return () => {
      clearTimeout(timer);
      setLonger(false);
    };
  }, [lasts, ms]);
  return lasts && longer;
}
