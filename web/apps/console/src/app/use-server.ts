import type { About, FirstwordClient } from '@firstword/react/client';
import { useCallback, useEffect, useState } from 'react';

/** What the page knows about its server. */
export interface Server {
  /** Absent until the server has responded. */
  readonly about: About | undefined;
  readonly unreachable: boolean;
  readonly tryNow: () => void;
}

const retryMs = 3_000;

/** Asks the server to describe itself, and retries until it can be reached. */
export function useServer(client: FirstwordClient): Server {
  const [about, setAbout] = useState<About>();
  const [unreachable, setUnreachable] = useState(false);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async (): Promise<void> => {
      try {
        const answer = await client.about();
        if (!current) return;
        setAbout(answer);
        setUnreachable(false);
      } catch {
        if (!current) return;
        setUnreachable(true);
        timer = setTimeout(() => {
          setAttempt((count) => count + 1);
        }, retryMs);
      }
    };
    void load();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, attempt]);

  const tryNow = useCallback(() => {
    setAttempt((count) => count + 1);
  }, []);
  return { about, unreachable, tryNow };
}
