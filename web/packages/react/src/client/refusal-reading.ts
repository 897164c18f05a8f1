import type { Action } from './events.js';
import { Refusal } from './failures.js';

const actions: readonly string[] = ['retry', 'wait', 'edit', 'sign_in', 'contact', 'continue'];

function isAction(value: unknown): value is Action {
  return typeof value === 'string' && actions.includes(value);
}

function actionForStatus(status: number): Action {
  switch (status) {
    case 401:
    case 403:
      return 'sign_in';
    case 400:
    case 413:
    case 415:
    case 422:
      return 'edit';
    case 429:
    case 503:
      return 'wait';
    default:
      return 'retry';
  }
}

function retryAfterMs(response: Response, nowMs: number): number | undefined {
  const value = response.headers.get('retry-after');
  if (value === null) {
    return undefined;
  }
  const seconds = Number(value);
  if (Number.isFinite(seconds)) {
    return Math.max(0, seconds * 1000);
  }
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** Whether an answer is a refusal in the contract's own form, rather than a proxy's error page. */
export function isProblem(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
}

/**
 * Reads a refusal out of an answer that is not a success. An answer in another form than the contract's
 * still becomes a refusal with a plain sentence: what a proxy wrote is not for people.
 */
export async function readRefusal(response: Response, nowMs: number): Promise<Refusal> {
  let fields: Record<string, unknown> = {};
  if (isProblem(response)) {
    try {
      fields = (await response.json()) as Record<string, unknown>;
    } catch {
      // A problem document cut short still has its status, which is enough for a sentence.
      fields = {};
    }
  }
  const { detail, action } = fields;
  return new Refusal(
    response.status,
    typeof detail === 'string' && detail !== '' ? detail : 'The server could not do this.',
    isAction(action) ? action : actionForStatus(response.status),
    retryAfterMs(response, nowMs),
  );
}
