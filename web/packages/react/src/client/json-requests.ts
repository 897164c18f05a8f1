import { backoffMs, type BackoffPolicy } from './backoff.js';
import { type ConnectionTimeouts, watchConnection } from './connection-watch.js';
import type { Environment } from './environment.js';
import { ConnectionLostError, ProblemError } from './errors.js';
import { readProblem } from './problem-response.js';
import { pause } from './turn-stream.js';

/** The options that all requests of a client share. */
export interface JsonRequestOptions {
  readonly send: SendRequest;
  readonly environment: Environment;
  readonly backoff: BackoffPolicy;
  readonly timeouts: ConnectionTimeouts;
}

/** A request with a JSON body, or none. */
export interface JsonRequest {
  readonly method: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** Sends a request with the headers that the client adds to each. */
export type SendRequest = (
  path: string,
  request: JsonRequest,
  accept: string,
  signal: AbortSignal,
) => Promise<Response>;

/** Sends a request, and reads its response. Without `read`, the response is not read. */
export type SendJson = <Result = void>(
  path: string,
  request: JsonRequest,
  signal?: AbortSignal,
  read?: (response: Response) => Promise<Result>,
) => Promise<Result>;

/** A request that posts a document. */
export function withJson(body: object, headers?: Record<string, string>): JsonRequest {
  return {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  };
}

/** The limit on a response after its headers. It may be an image on a slow network. */
const bodyTimeoutMs = 600_000;

/**
 * Creates the function that sends a client's requests. It throws a `ProblemError` if the server rejects the
 * request, and a `ConnectionLostError` if no response arrives within the timeout, or not all of it.
 */
export function jsonSender({ send, environment, timeouts }: JsonRequestOptions): SendJson {
  return async (path, request, signal, read) => {
    const watch = watchConnection(environment, { ...timeouts, idleMs: bodyTimeoutMs }, signal);
    try {
      const response = await send(path, request, 'application/json', watch.signal);
      watch.touch();
      if (!response.ok) throw await readProblem(response, environment.clock.now());
      return (await read?.(response)) as never;
    } catch (failure) {
      signal?.throwIfAborted();
      throw failure instanceof ProblemError ? failure : new ConnectionLostError({ cause: failure });
    } finally {
      watch.release();
    }
  };
}

/** Gets a document. The caller names its type, which the protocol specifies. */
export function getJson<Document>(
  send: SendJson,
  path: string,
  signal?: AbortSignal,
): Promise<Document> {
  return send(path, { method: 'GET' }, signal, (response) => response.json() as Promise<Document>);
}

/** Posts without a body, and retries with the same idempotency key until a response arrives. */
export async function postWithRetry(
  send: SendJson,
  path: string,
  { environment, backoff }: JsonRequestOptions,
): Promise<void> {
  const request = { method: 'POST', headers: { 'idempotency-key': environment.newKey() } };
  for (let failures = 1; ; failures += 1) {
    try {
      await send(path, request);
      return;
    } catch (failure) {
      if (failure instanceof ProblemError || failures >= backoff.maxAttempts) throw failure;
      const delayMs = backoffMs(backoff, failures, environment.random());
      await pause(delayMs, environment, undefined);
    }
  }
}
