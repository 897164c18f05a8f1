import { backoffMs, type BackoffPolicy } from './backoff.js';
import { type Environment, listen } from './environment.js';
import { ConnectionLost, Refusal } from './failures.js';
import { readRefusal } from './refusal-reading.js';

/** Requests whose answer is one JSON document, or none. */
export class JsonRequests {
  readonly #baseUrl: string;
  readonly #headers: () => Promise<Record<string, string>>;
  readonly #environment: Environment;
  readonly #backoff: BackoffPolicy;
  readonly #patienceMs: number;

  constructor(
    baseUrl: string,
    headers: () => Promise<Record<string, string>>,
    environment: Environment,
    backoff: BackoffPolicy,
    patienceMs: number,
  ) {
    this.#baseUrl = baseUrl;
    this.#headers = headers;
    this.#environment = environment;
    this.#backoff = backoff;
    this.#patienceMs = patienceMs;
  }

  /** Reads a document. Its shape is the contract's promise, which the caller names. */
  async get<Document>(path: string, signal?: AbortSignal): Promise<Document> {
    const response = await this.#send(path, { method: 'GET', cache: 'no-store' }, signal);
    try {
      return (await response.json()) as Document;
    } catch (failure) {
      signal?.throwIfAborted();
      throw new ConnectionLost({ cause: failure });
    }
  }

  async delete(path: string): Promise<void> {
    await this.#send(path, { method: 'DELETE' });
  }

  /** Posts a document, once. */
  async post(path: string, body: object): Promise<void> {
    await this.#send(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  /** Posts without a body, again with the same key as long as no answer comes. */
  async postUntilAnswered(path: string): Promise<void> {
    const headers = { 'idempotency-key': this.#environment.newKey() };
    for (let failures = 0; ;) {
      try {
        await this.#send(path, { method: 'POST', headers });
        return;
      } catch (failure) {
        failures += 1;
        if (failure instanceof Refusal || failures >= this.#backoff.attempts) {
          throw failure;
        }
        const delayMs = backoffMs(this.#backoff, failures, this.#environment.random());
        await new Promise<void>((resolve) => {
          this.#environment.clock.setTimer(resolve, delayMs);
        });
      }
    }
  }

  async #send(
    path: string,
    init: Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> },
    reader?: AbortSignal,
  ): Promise<Response> {
    const limit = new AbortController();
    const stopListening = listen(reader, 'abort', () => {
      limit.abort(reader?.reason);
    });
    const stopTimer = this.#environment.clock.setTimer(() => {
      limit.abort();
    }, this.#patienceMs);
    let response: Response;
    try {
      const headers = { ...(await this.#headers()), accept: 'application/json', ...init.headers };
      reader?.throwIfAborted();
      response = await this.#environment.fetch(this.#baseUrl + path, {
        ...init,
        headers,
        signal: limit.signal,
      });
    } catch (failure) {
      reader?.throwIfAborted();
      throw new ConnectionLost({ cause: failure });
    } finally {
      stopTimer();
      stopListening();
    }
    if (!response.ok) {
      throw await readRefusal(response, this.#environment.clock.now());
    }
    return response;
  }
}
