import type { Action } from './events.js';
import { ProblemError } from './errors.js';

const actionForStatus: Readonly<Record<number, Action>> = {
  400: 'edit',
  401: 'sign_in',
  403: 'sign_in',
  413: 'edit',
  415: 'edit',
  422: 'edit',
  429: 'wait',
  503: 'wait',
};

/** Parses `Retry-After`: a number of seconds, or a date. */
function retryAfterMs(response: Response, nowMs: number): number | undefined {
  const value = response.headers.get('retry-after') ?? '';
  const delayMs = Number(value) * 1000 || Date.parse(value) - nowMs;
  return Number.isNaN(delayMs) ? undefined : Math.max(0, delayMs);
}

export function hasContentType(response: Response, type: string): boolean {
  return response.headers.get('content-type')?.startsWith(type) === true;
}

/** Whether a response is the server's own error (RFC 9457), rather than a proxy's error page. */
export function isProblem(response: Response): boolean {
  return hasContentType(response, 'application/problem+json');
}

/**
 * Converts an error response. A response that is not a problem document becomes an error with a generic
 * message, because the text of a proxy's error page is not meant for users.
 */
export async function readProblem(response: Response, nowMs: number): Promise<ProblemError> {
  // The status of a truncated problem document is enough for a generic message.
  const document: unknown = isProblem(response) ? await response.json().catch(() => null) : null;
  const { detail, action } = (document ?? {}) as Record<string, unknown>;
  return new ProblemError(
    response.status,
    typeof detail === 'string' && detail !== '' ? detail : 'The server could not do this.',
    typeof action === 'string' ? (action as Action) : (actionForStatus[response.status] ?? 'retry'),
    retryAfterMs(response, nowMs),
  );
}
