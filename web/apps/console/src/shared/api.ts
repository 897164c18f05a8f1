import {
  type Action,
  ConnectionLostError,
  type Fetch,
  ProblemError,
} from '@firstword/react/client';

/** A request without a response for this long counts as lost. */
const timeoutMs = 15_000;

/** The API calls of the console that the library's client does not cover. */
export class Api {
  constructor(
    private readonly fetch: Fetch,
    /** The headers that carry the credential. */
    readonly headers: () => Record<string, string>,
  ) {}

  /**
   * Gets a document. The caller names its type, which the protocol specifies.
   *
   * @throws ProblemError if the server rejects the request, ConnectionLostError if it cannot be reached, and
   *   the signal's reason if the caller aborts
   */
  async get<Document>(path: string, signal?: AbortSignal): Promise<Document> {
    const response = await this.request('GET', path, signal);
    try {
      return (await response.json()) as Document;
    } catch (failure) {
      signal?.throwIfAborted();
      throw new ConnectionLostError({ cause: failure });
    }
  }

  /** @throws like `get` */
  async delete(path: string): Promise<void> {
    await this.request('DELETE', path);
  }

  private async request(method: string, path: string, signal?: AbortSignal): Promise<Response> {
    const limit = AbortSignal.timeout(timeoutMs);
    let response: Response;
    try {
      response = await this.fetch(path, {
        method,
        headers: { ...this.headers(), accept: 'application/json' },
        cache: 'no-store',
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
    } catch (failure) {
      signal?.throwIfAborted();
      throw new ConnectionLostError({ cause: failure });
    }
    if (!response.ok) throw problemOf(response.status, await response.text().catch(() => ''));
    return response;
  }
}

/**
 * Reads the server's error from a response body. Anything but a problem document, such as a proxy's error
 * page, is not shown.
 */
export function problemOf(status: number, body: string): ProblemError | ConnectionLostError {
  try {
    const { detail, action } = JSON.parse(body) as { detail?: unknown; action?: Action };
    if (typeof detail === 'string') return new ProblemError(status, detail, action ?? 'retry');
  } catch {
    // Not the server's own response.
  }
  return new ConnectionLostError();
}
