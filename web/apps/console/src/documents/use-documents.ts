import { ConnectionLostError, ProblemError } from '@firstword/react/client';
import { useCallback, useEffect, useState } from 'react';

import type { Api } from '../shared/api.js';
import { documentStrings } from '../shared/document-strings.js';
import type { DocumentPage, DocumentRecord } from './document-records.js';

/** The documents of the caller's tenant, newest first. */
export interface Documents {
  /** Absent until they have been loaded. */
  readonly list: readonly DocumentRecord[] | undefined;
  readonly hasMore: boolean;
  /** Why they could not be loaded, as a message for the user. */
  readonly failure: string | undefined;
  readonly refresh: () => void;
  readonly loadMore: () => void;
  /** @throws what `Api.delete` throws; the list is then unchanged */
  readonly remove: (id: string) => Promise<void>;
}

const pageSize = 50;
/** How often to poll while documents are being processed. */
const pollIntervalMs = 1_500;

/**
 * Loads the documents, and polls while one of them is being processed.
 *
 * @param acceptedCount the number of files that the server has accepted; when it changes, the list is loaded again
 */
export function useDocuments(api: Api, acceptedCount: number): Documents {
  const [page, setPage] = useState<DocumentPage>();
  const [failure, setFailure] = useState<string>();
  const [asked, setAsked] = useState({ times: 0, limit: pageSize });
  const processing = page?.documents.some(({ state }) => state === 'processing') === true;

  useEffect(() => {
    const abortController = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async (): Promise<void> => {
      try {
        const path = `/api/documents?limit=${String(asked.limit)}`;
        const loaded = await api.get<DocumentPage>(path, abortController.signal);
        setPage(loaded);
        setFailure(undefined);
      } catch (thrown) {
        if (!abortController.signal.aborted) setFailure(messageOf(thrown));
      }
      if (processing && !abortController.signal.aborted) {
        timer = setTimeout(() => void load(), pollIntervalMs);
      }
    };
    void load();
    return () => {
      abortController.abort();
      clearTimeout(timer);
    };
  }, [api, asked, processing, acceptedCount]);

  const refresh = useCallback(() => {
    setAsked(({ times, limit }) => ({ times: times + 1, limit }));
  }, []);
  const loadMore = useCallback(() => {
    // The server returns at most 200.
    setAsked(({ times, limit }) => ({ times: times + 1, limit: Math.min(200, limit + pageSize) }));
  }, []);
  const remove = useCallback(
    async (id: string) => {
      await api.delete(`/api/documents/${encodeURIComponent(id)}`);
      setPage(
        (shown) =>
          shown && {
            ...shown,
            documents: shown.documents.filter((document) => document.id !== id),
          },
      );
    },
    [api],
  );
  return {
    list: page?.documents,
    hasMore: page?.next_before !== undefined && asked.limit < 200,
    failure,
    refresh,
    loadMore,
    remove,
  };
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof ProblemError) return thrown.detail;
  if (thrown instanceof ConnectionLostError) return documentStrings.listLost;
  throw thrown;
}
