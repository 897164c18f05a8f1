import type { Failure } from '../turn/turn-view.js';
import type { PendingRequest, PendingRequestStore } from './pending-request.js';
import type { SessionDependencies } from './session.js';

type OutboxDependencies = Pick<SessionDependencies, 'clock' | 'labels' | 'pendingRequests'>;

/** A message pending for longer than this is shown as not sent, instead of being sent late. */
const pendingTtlMs = 10 * 60 * 1000;

/**
 * A page that is being reloaded still runs for a moment, and may learn the ID of its conversation too late to
 * put it into its URL. If a new conversation is opened within this time of that moment, the page was
 * reloaded.
 */
const reloadWindowMs = 5_000;

/** What a page finds when it is opened. */
export interface RestoredRequest {
  readonly pending: PendingRequest;
  /** Present if the request failed: the page then shows it, but does not send it again. */
  readonly failure?: Failure;
}

/**
 * The one message of a conversation that the server has not accepted yet. It survives reloads of the page.
 */
export class Outbox {
  #discarded: PendingRequest | undefined;
  readonly #isNewConversation: boolean;

  readonly #deps: OutboxDependencies;
  readonly #store: PendingRequestStore;
  #conversation: string | undefined;

  constructor(deps: OutboxDependencies, conversation: string | undefined) {
    this.#deps = deps;
    this.#store = deps.pendingRequests;
    this.#conversation = conversation;
    this.#isNewConversation = conversation === undefined;
  }

  add(pending: PendingRequest): void {
    this.#store.write(this.#conversation, pending);
  }

  /** The server has accepted the message, into this conversation. */
  accepted(pending: PendingRequest, conversation: string): void {
    if (this.#conversation === undefined) {
      this.#store.write(undefined, {
        ...pending,
        acceptedAtMs: this.#deps.clock.now(),
      });
      this.#conversation = conversation;
    } else {
      this.#store.clear(this.#conversation);
    }
  }

  /** The server rejected the message, or could not be reached. */
  failed(pending: PendingRequest, failure: Failure): void {
    this.#store.write(this.#conversation, { ...pending, failure });
  }

  /** The message will not be sent any more, or its answer has ended. */
  clear(): void {
    this.#store.clear(this.#conversation);
    if (this.#isNewConversation) this.#store.clear(undefined);
  }

  /**
   * The page shows another conversation. The message is kept in memory in case the page returns to this one.
   */
  discard(): void {
    this.#discarded = this.#store.read(this.#conversation);
    this.clear();
  }

  /** Returns what a reload interrupted, once. */
  restore(): RestoredRequest | undefined {
    const found = this.#discarded ?? this.#store.read(this.#conversation);
    this.#discarded = undefined;
    if (found === undefined) return undefined;
    const { acceptedAtMs, failure, ...pending } = found;
    if (acceptedAtMs !== undefined) {
      this.clear();
      return this.#deps.clock.now() - acceptedAtMs < reloadWindowMs ? { pending } : undefined;
    }
    if (failure !== undefined) return { pending, failure };
    const stale = this.#deps.clock.now() - pending.createdAtMs > pendingTtlMs;
    const notSent = {
      code: 'stale',
      message: this.#deps.labels.neverSent,
      action: 'retry',
    } as const;
    return stale ? { pending, failure: notSent } : { pending };
  }
}
