import { ConnectionLostError } from '@firstword/react/client';

import { problemOf } from '../shared/api.js';
import type { DocumentRecord } from './document-records.js';

/** An upload without progress for this long counts as lost. */
const idleTimeoutMs = 60_000;

export interface UploadOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly mediaType: string;
  readonly signal: AbortSignal;
  /** Called with the share that has been sent, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** Uploads one file to the server. */
export type Upload = (file: File, options: UploadOptions) => Promise<DocumentRecord>;

/**
 * Uploads a file unchanged. Uses XMLHttpRequest, since `fetch` does not report upload progress.
 *
 * @throws ProblemError if the server rejects the file, ConnectionLostError if the connection is lost, and the
 *   signal's reason if the caller aborts
 */
export const upload: Upload = (file, { headers, mediaType, signal, onProgress }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let idleTimer: ReturnType<typeof setTimeout>;
    const onLost = (): void => {
      reject(new ConnectionLostError());
      request.abort();
    };
    const restartIdleTimer = (): void => {
      clearTimeout(idleTimer);
      idleTimer = setTimeout(onLost, idleTimeoutMs);
    };
    const onAbort = (): void => {
      reject(signal.reason as Error);
      request.abort();
    };
    request.upload.onprogress = ({ loaded, total }) => {
      restartIdleTimer();
      if (total > 0) onProgress(loaded / total);
    };
    request.onerror = onLost;
    request.onloadend = () => {
      clearTimeout(idleTimer);
      signal.removeEventListener('abort', onAbort);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText) as DocumentRecord);
      } else {
        reject(problemOf(request.status, request.responseText));
      }
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort);
    const query = new URLSearchParams({ source: file.name });
    // The other formats contain a title.
    if (mediaType === 'text/plain') query.set('title', file.name);
    request.open('POST', `/api/documents?${query.toString()}`);
    for (const [name, value] of Object.entries({ ...headers, accept: 'application/json' }))
      request.setRequestHeader(name, value);
    request.setRequestHeader('content-type', mediaType);
    restartIdleTimer();
    request.send(file);
  });
