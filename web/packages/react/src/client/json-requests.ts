import { backoffMs, type BackoffPolicy } from './backoff.js';
import { type Environment, listen } from './environment.js';
import { ConnectionLostError, ProblemError } from './errors.js';
import { readProblem } from './problem-response.js';

/** The options that all requests of a client share. */
export interface JsonRequestOptions {
  readonly baseUrl: string;
  readonly headers: () => Promise<Record<string, string>>;
  readonly environment: Environment;
  readonly backoff: BackoffPolicy;
  /** From the request to the response headers. */
  readonly timeoutMs: number;
}

/** A request with a JSON body, or none. */
export interface JsonRequest {
  readonly method: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** Sends a request whose response is one JSON document, or empty. */
export type SendJson = (
  path: string,
  request: JsonRequest,
  signal?: AbortSignal,
) => Promise<Response>;

/** A request that posts a document. */
export function withJson(body: object, headers?: Record<string, string>): JsonRequest {
  return {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  };
}

/**
 * Creates the function that sends a client's requests. It throws a `ProblemError` if the server rejects the
 * request, and a `ConnectionLostError` if no response arrives within the timeout.
 */
export function jsonSender(options: JsonRequestOptions): SendJson {
  const { baseUrl, headers, environment, timeoutMs } = options;
  return async (path, request, signal) => {
    const timeout = new AbortController();
    const stopListening = listen(signal, 'abort', () => {
      timeout.abort(signal?.reason);
    });
    const stopTimer = environment.clock.setTimer(() => {
      timeout.abort();
    }, timeoutMs);
    let response: Response;
    try {
      const common = { ...(await headers()), accept: 'application/json' };
      signal?.throwIfAborted();
      response = await environment.fetch(baseUrl + path, {
        ...request,
        cache: 'no-store',
        headers: { ...common, ...request.headers },
        signal: timeout.signal,
      });
    } catch (failure) {
      signal?.throwIfAborted();
      throw new ConnectionLostError({ cause: failure });
    } finally {
      stopTimer();
      stopListening();
    }
    if (!response.ok) {
      throw await readProblem(response, environment.clock.now());
    }
    return response;
  };
}

/** Gets a document. The caller names its type, which the protocol specifies. */
export async function getJson<Document>(
  send: SendJson,
  path: string,
  signal?: AbortSignal,
): Promise<Document> {
  const response = await send(path, { method: 'GET' }, signal);
  try {
    return (await response.json()) as Document;
  } catch (failure) {
    signal?.throwIfAborted();
    throw new ConnectionLostError({ cause: failure });
  }
}

/** Posts without a body, and retries with the same idempotency key until a response arrives. */
export async function postWithRetry(
  send: SendJson,
  path: string,
  { environment, backoff }: JsonRequestOptions,
): Promise<void> {
  const request = { method: 'POST', headers: { 'idempotency-key': environment.newKey() } };
  for (let failures = 0; ;) {
    try {
      await send(path, request);
      return;
    } catch (failure) {
      failures += 1;
      if (failure instanceof ProblemError || failures >= backoff.maxAttempts) {
        throw failure;
      }
      const delayMs = backoffMs(backoff, failures, environment.random());
      await new Promise<void>((resolve) => {
        environment.clock.setTimer(resolve, delayMs);
      });
    }
  }
}
