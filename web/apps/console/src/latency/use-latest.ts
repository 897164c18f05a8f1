import { ConnectionLostError, ProblemError } from '@firstword/react/client';
import { useCallback, useEffect, useState } from 'react';

/** Why there is no new data. */
export interface LoadFailure {
  /** The server's sentence; absent if the server cannot be reached. */
  readonly detail: string | undefined;
  /** The HTTP status; absent if the server cannot be reached. */
  readonly status: number | undefined;
}

/** A document of the server that is polled. */
export interface Latest<Document> {
  /** The newest version, kept while no newer one can be loaded; absent before the first. */
  readonly document: Document | undefined;
  /** Whether the current document has not been loaded yet. */
  readonly busy: boolean;
  readonly failure: LoadFailure | undefined;
  readonly refresh: () => void;
}

interface Answer<Document> {
  readonly load?: unknown;
  readonly document?: Document;
  readonly failure?: LoadFailure | undefined;
}

/**
 * Loads a document at once and then at intervals, but not while the page is hidden.
 *
 * @param load loads the document; a new function means a new document
 * @param everyMs the interval; absent: loads once
 */
export function useLatest<Document>(
  load: (signal: AbortSignal) => Promise<Document>,
  everyMs: number | undefined,
): Latest<Document> {
  const [answer, setAnswer] = useState<Answer<Document>>({});
  const [asked, setAsked] = useState(0);

  useEffect(() => {
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      try {
        const document = await load(leaving.signal);
        if (leaving.signal.aborted) return;
        setAnswer({ load, document });
      } catch (thrown) {
        if (leaving.signal.aborted) return;
        setAnswer((before) => ({ ...before, load, failure: failureOf(thrown) }));
      }
      if (everyMs !== undefined) timer = setTimeout(askWhenSeen, everyMs);
    };
    const askWhenSeen = (): void => {
      if (document.visibilityState === 'visible') {
        void ask();
      } else {
        document.addEventListener('visibilitychange', askWhenSeen, {
          once: true,
          signal: leaving.signal,
        });
      }
    };
    void ask();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [load, everyMs, asked]);

  const refresh = useCallback(() => {
    setAsked((count) => count + 1);
  }, []);
  return {
    document: answer.document,
    busy: answer.load !== load,
    failure: answer.failure,
    refresh,
  };
}

function failureOf(thrown: unknown): LoadFailure {
  if (thrown instanceof ProblemError) return { detail: thrown.detail, status: thrown.status };
  if (thrown instanceof ConnectionLostError) return { detail: undefined, status: undefined };
  throw thrown;
}
