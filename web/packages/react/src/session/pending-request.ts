import type { TurnRequest } from '../client/index.js';
import type { KeyValueStore } from '../client/session-storage.js';
import type { Failure } from '../turn/turn-view.js';

/**
 * A message that the server has not accepted yet, with what it takes to send the identical request after a
 * reload.
 */
export interface PendingRequest {
  readonly request: TurnRequest;
  readonly idempotencyKey: string;
  readonly createdAtMs: number;
  /** Present once the server has accepted it, while the URL of the page may not show that yet. */
  readonly acceptedAtMs?: number;
  /** The ID of its turn, if the page follows one turn rather than a conversation. */
  readonly turnId?: string;
  /** The original request, if this one continues its answer. */
  readonly original?: TurnRequest;
  /** Present if it was rejected or never arrived: shown again, not sent again. */
  readonly failure?: Failure;
}

/** Stores at most one pending request per conversation, across a reload of the page. */
export class PendingRequestStore {
  readonly #store: KeyValueStore | undefined;
  readonly #prefix: string;

  constructor(store: KeyValueStore | undefined, prefix: string) {
    this.#store = store;
    this.#prefix = prefix;
  }

  read(conversationId: string | undefined): PendingRequest | undefined {
    return this.#access(conversationId, (store, key) => {
      const value: unknown = JSON.parse(store.getItem(key) ?? 'null');
      return isPendingRequest(value) ? value : undefined;
    });
  }

  write(conversationId: string | undefined, pending: PendingRequest): void {
    this.#access(conversationId, (store, key) => {
      store.setItem(key, JSON.stringify(pending));
    });
  }

  clear(conversationId: string | undefined): void {
    this.#access(conversationId, (store, key) => {
      store.removeItem(key);
    });
  }

  /** A store that is full, disabled or corrupt behaves like an empty one: it costs the reload, not the turn. */
  #access<Result>(
    conversationId: string | undefined,
    action: (store: KeyValueStore, key: string) => Result,
  ): Result | undefined {
    try {
      return this.#store && action(this.#store, `${this.#prefix}.${conversationId ?? 'new'}`);
    } catch {
      return undefined;
    }
  }
}

function isPendingRequest(value: unknown): value is PendingRequest {
  const pending = value as Partial<PendingRequest> | null | undefined;
  return typeof pending?.request?.message === 'string';
}
