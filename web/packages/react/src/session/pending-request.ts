import type { TurnRequest } from '../client/index.js';
import type { Failure } from '../turn/turn-view.js';

/** A message that the server has not yet taken: enough to send it again after a reload, as the same one. */
export interface PendingRequest {
  readonly request: TurnRequest;
  readonly idempotencyKey: string;
  readonly createdAtMs: number;
  /** Present once the server has taken it, while the address of the page may not say so yet. */
  readonly takenAtMs?: number;
  /** The turn that it became, where the page follows one turn rather than a conversation. */
  readonly turnId?: string;
  /** What was first asked, where this goes on with the answer to it. */
  readonly original?: TurnRequest;
  /** Present when it was refused, or never got through: shown again, not sent again. */
  readonly failure?: Failure;
}

/** The part of the platform's `Storage` that is used. */
export type TextStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Keeps at most one pending request per conversation, across a reload of the page. */
export class PendingRequests {
  readonly #store: TextStore | undefined;
  readonly #prefix: string;

  constructor(store: TextStore | undefined, prefix = 'firstword.pending') {
    this.#store = store;
    this.#prefix = prefix;
  }

  read(conversationId: string | undefined): PendingRequest | undefined {
    try {
      const text = this.#store?.getItem(this.#nameOf(conversationId));
      const value: unknown = text == null ? undefined : JSON.parse(text);
      return isPendingRequest(value) ? value : undefined;
    } catch {
      // A store that is switched off or holds another program's text is the same as an empty one.
      return undefined;
    }
  }

  write(conversationId: string | undefined, pending: PendingRequest): void {
    try {
      this.#store?.setItem(this.#nameOf(conversationId), JSON.stringify(pending));
    } catch {
      // A full or forbidden store costs the reload, not the turn.
    }
  }

  clear(conversationId: string | undefined): void {
    try {
      this.#store?.removeItem(this.#nameOf(conversationId));
    } catch {
      // See write.
    }
  }

  #nameOf(conversationId: string | undefined): string {
    return `${this.#prefix}.${conversationId ?? 'new'}`;
  }
}

function isPendingRequest(value: unknown): value is PendingRequest {
  const pending = value as Partial<PendingRequest> | null | undefined;
  return (
    typeof pending?.idempotencyKey === 'string' &&
    typeof pending.createdAtMs === 'number' &&
    typeof pending.request?.message === 'string'
  );
}

/** The page's session storage; absent outside a browser, or where the browser forbids it. */
export function sessionStore(): TextStore | undefined {
  try {
    return typeof window === 'undefined' ? undefined : window.sessionStorage;
  } catch {
    return undefined;
  }
}
