import { Refusal } from '../client/index.js';
import { given } from '../util/given.js';
import type { Failure } from './turn-view.js';

/**
 * What a failed request means to a person.
 *
 * @param message the sentence for a failure that is not the server's refusal
 */
export function failureOf(thrown: unknown, message: string): Failure {
  return thrown instanceof Refusal
    ? {
        code: 'refused',
        message: thrown.detail,
        action: thrown.action,
        ...given({ retryAfterMs: thrown.retryAfterMs }),
      }
    : { code: 'connection', message, action: 'retry' };
}
