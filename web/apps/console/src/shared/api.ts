import {
  type Action,
  ConnectionLostError,
  type Fetch,
  ProblemError,
} from '@firstword/react/client';

/** After this long without an answer, a request counts as lost. */
const patienceMs = 15_000;

/** What the console reads and deletes on its server beyond what the library's client knows. */
export class Api {
  constructor(
    private readonly fetch: Fetch,
    /** What every request says of who is asking. */
    readonly headers: () => Record<string, string>,
  ) {}

  /**
   * Reads a document. Its shape is the contract's promise, which the caller names.
   *
   * @throws a `ProblemError` where the server says no, `ConnectionLostError` where it cannot be reached, and the signal's reason
   */
  async get<Document>(path: string, signal?: AbortSignal): Promise<Document> {
    const response = await this.ask('GET', path, signal);
    try {
      return (await response.json()) as Document;
    } catch (failure) {
      signal?.throwIfAborted();
      throw new ConnectionLostError({ cause: failure });
    }
  }

  /** @throws as `get` does */
  async delete(path: string): Promise<void> {
    await this.ask('DELETE', path);
  }

  private async ask(method: string, path: string, signal?: AbortSignal): Promise<Response> {
    const limit = AbortSignal.timeout(patienceMs);
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
    if (!response.ok) throw refusalOf(response.status, await response.text().catch(() => ''));
    return response;
  }
}

/** The server's "no" from the body of its answer. What is no problem document, such as a proxy's page, is not shown. */
export function refusalOf(status: number, body: string): ProblemError | ConnectionLostError {
  try {
    const { detail, action } = JSON.parse(body) as { detail?: unknown; action?: Action };
    if (typeof detail === 'string') return new ProblemError(status, detail, action ?? 'retry');
  } catch {
    // Not the server's own words.
  }
  return new ConnectionLostError();
}
