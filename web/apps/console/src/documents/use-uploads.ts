import { ConnectionLost, Refusal } from '@firstword/react/client';
import { useCallback, useEffect, useRef, useState } from 'react';

import { strings } from '../strings.js';
import { mediaTypeOf, mostBytes } from './document-records.js';
import type { Upload } from './upload.js';

/** A file on its way to the server, or one that did not get there. */
export interface UploadView {
  readonly key: number;
  readonly name: string;
  /** How much has been sent, from 0 to 1; at 1 the server is reading it. */
  readonly progress: number;
  /** Why it is not there, in a sentence; absent while it is on its way. */
  readonly failure: string | undefined;
  /** Whether the same file may get there when it is sent again. */
  readonly retriable: boolean;
}

/** Files on their way, at most a few of them at once. */
export interface Uploads {
  readonly uploads: readonly UploadView[];
  /** How many files the server has taken. */
  readonly taken: number;
  readonly add: (files: readonly File[]) => void;
  /** Sends one again that did not get there. */
  readonly retry: (key: number) => void;
  /** Stops one that is on its way, or puts one away that did not get there. */
  readonly remove: (key: number) => void;
}

const mostAtOnce = 2;

interface Job {
  readonly key: number;
  readonly file: File;
  readonly mediaType: string;
  readonly controller: AbortController;
}

/** Sends files to the server, two at a time, in their order. */
export function useUploads(
  upload: Upload,
  headers: () => Readonly<Record<string, string>>,
): Uploads {
  const [uploads, setUploads] = useState<readonly UploadView[]>([]);
  const [taken, setTaken] = useState(0);
  const queue = useRef<Job[]>([]);
  const running = useRef(new Map<number, Job>());
  const files = useRef(new Map<number, File>());
  const keys = useRef(0);

  const change = useCallback((key: number, changed: Partial<UploadView>) => {
    setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...changed } : each)));
  }, []);
  const forget = useCallback((key: number) => {
    files.current.delete(key);
    setUploads((all) => all.filter((each) => each.key !== key));
  }, []);

  const begin = useCallback(() => {
    const send = async (job: Job): Promise<void> => {
      const { key, file, mediaType, controller } = job;
      running.current.set(key, job);
      try {
        await upload(file, {
          headers: headers(),
          mediaType,
          signal: controller.signal,
          onProgress: (progress) => {
            change(key, { progress });
          },
        });
        forget(key);
        setTaken((count) => count + 1);
      } catch (thrown) {
        if (!controller.signal.aborted) change(key, failureOf(thrown));
      } finally {
        running.current.delete(key);
        next();
      }
    };
    const next = (): void => {
      while (running.current.size < mostAtOnce) {
        const job = queue.current.shift();
        if (job === undefined) return;
        void send(job);
      }
    };
    next();
  }, [upload, headers, change, forget]);

  const put = useCallback(
    (key: number, file: File) => {
      const mediaType = mediaTypeOf(file.name);
      if (mediaType === undefined || file.size > mostBytes || file.size === 0) {
        const failure =
          mediaType === undefined
            ? strings.documents.unreadable
            : file.size === 0
              ? strings.documents.emptyFile
              : strings.documents.tooLarge;
        change(key, { failure, retriable: false });
        return;
      }
      queue.current.push({ key, file, mediaType, controller: new AbortController() });
      begin();
    },
    [begin, change],
  );
  const add = useCallback(
    (chosen: readonly File[]) => {
      for (const file of chosen) {
        keys.current += 1;
        const key = keys.current;
        files.current.set(key, file);
        setUploads((all) => [
          ...all,
          { key, name: file.name, progress: 0, failure: undefined, retriable: true },
        ]);
        put(key, file);
      }
    },
    [put],
  );
  const retry = useCallback(
    (key: number) => {
      const file = files.current.get(key);
      if (file === undefined) return;
      change(key, { failure: undefined, progress: 0 });
      put(key, file);
    },
    [change, put],
  );
  const remove = useCallback(
    (key: number) => {
      queue.current = queue.current.filter((job) => job.key !== key);
      running.current.get(key)?.controller.abort();
      forget(key);
    },
    [forget],
  );
  useEffect(() => {
    const underWay = running.current;
    return () => {
      queue.current = [];
      for (const { controller } of underWay.values()) controller.abort();
    };
  }, []);
  return { uploads, taken, add, retry, remove };
}

function failureOf(thrown: unknown): Pick<UploadView, 'failure' | 'retriable'> {
  if (thrown instanceof Refusal) {
    return { failure: thrown.detail, retriable: thrown.status >= 429 };
  }
  if (thrown instanceof ConnectionLost) {
    return { failure: strings.documents.lost, retriable: true };
  }
  return { failure: strings.documents.failed, retriable: true };
}
