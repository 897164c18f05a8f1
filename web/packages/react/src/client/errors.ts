import type { Action } from './events.js';

/**
 * The server's plain "no" to a request (RFC 9457). `detail` is a sentence for a person, `action` what to
 * do next.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly status: number,
    readonly detail: string,
    readonly action: Action,
    /** How long to wait before asking again, where the server said so. */
    readonly retryAfterMs?: number,
  ) {
    super(detail);
  }
}

/** The server could not be reached, or was lost and not found again. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';

  constructor(options?: ErrorOptions) {
    super('The server cannot be reached.', options);
  }
}

/** One connection ended before its turn did; the turn itself may well go on. */
export class InterruptionError extends Error {
  override readonly name = 'InterruptionError';

  constructor(
    readonly reason:
      'network' | 'ended' | 'silent' | 'damaged' | 'gap' | 'not a stream' | 'unavailable',
    options?: ErrorOptions,
  ) {
    super(`The connection was interrupted: ${reason}.`, options);
  }
}
