import { ProblemError } from '../client/index.js';
import { omitUndefined } from '../util/omit-undefined.js';
import type { Failure } from './turn-view.js';

/**
 * Describes a failed request to the user.
 *
 * @param message the message for a failure other than a `ProblemError`
 */
export function failureOf(thrown: unknown, message: string): Failure {
  return thrown instanceof ProblemError
    ? {
        code: 'refused',
        message: thrown.detail,
        action: thrown.action,
        ...omitUndefined({ retryAfterMs: thrown.retryAfterMs }),
      }
    : { code: 'connection', message, action: 'retry' };
}
