import { ConnectionLostError, ProblemError } from '@firstword/react/client';
import { useCallback, useEffect, useState } from 'react';

/** Why there is no new data. */
export interface LoadFailure {
  /** The server's message; absent if the server cannot be reached. */
  readonly detail: string | undefined;
  /** The HTTP status; absent if the server cannot be reached. */
  readonly status: number | undefined;
}

/** A document of the server that is polled. */
export interface PolledDocument<Document> {
  /** The newest version, kept while no newer one can be loaded; absent before the first. */
  readonly document: Document | undefined;
  /** Whether the current document has not been loaded yet. */
  readonly isLoading: boolean;
  readonly failure: LoadFailure | undefined;
  readonly refresh: () => void;
}

interface LoadResult<Document> {
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
export function usePolledDocument<Document>(
  load: (signal: AbortSignal) => Promise<Document>,
  everyMs: number | undefined,
): PolledDocument<Document> {
  const [result, setResult] = useState<LoadResult<Document>>({});
  const [asked, setAsked] = useState(0);

  useEffect(() => {
    const abortController = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const fetchNow = async (): Promise<void> => {
      try {
        const document = await load(abortController.signal);
        if (abortController.signal.aborted) return;
        setResult({ load, document });
      } catch (thrown) {
        if (abortController.signal.aborted) return;
        setResult((before) => ({ ...before, load, failure: failureOf(thrown) }));
      }
      if (everyMs !== undefined) timer = setTimeout(fetchWhenVisible, everyMs);
    };
    const fetchWhenVisible = (): void => {
      if (document.visibilityState === 'visible') {
        void fetchNow();
      } else {
        document.addEventListener('visibilitychange', fetchWhenVisible, {
          once: true,
          signal: abortController.signal,
        });
      }
    };
    void fetchNow();
    return () => {
      abortController.abort();
      clearTimeout(timer);
    };
  }, [load, everyMs, asked]);

  const refresh = useCallback(() => {
    setAsked((count) => count + 1);
  }, []);
  return {
    document: result.document,
    isLoading: result.load !== load,
    failure: result.failure,
    refresh,
  };
}

function failureOf(thrown: unknown): LoadFailure {
  if (thrown instanceof ProblemError) return { detail: thrown.detail, status: thrown.status };
  if (thrown instanceof ConnectionLostError) return { detail: undefined, status: undefined };
  throw thrown;
}
