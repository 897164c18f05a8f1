import type { Action } from './events.js';

/**
 * The server rejected a request (RFC 9457). `detail` is a message for the user; `action` is what to do next.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly status: number,
    readonly detail: string,
    readonly action: Action,
    /** How long to wait before the next attempt, if the server specified it. */
    readonly retryAfterMs?: number,
  ) {
    super(detail);
  }
}

/** The server could not be reached, or the connection was lost and could not be restored. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';

  constructor(options?: ErrorOptions) {
    super('The server cannot be reached.', options);
  }
}

/** One connection ended before its turn did, for the reason in the message. The turn itself may still be in progress. */
export class InterruptionError extends Error {}
