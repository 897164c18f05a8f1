import type { FirstwordClient } from '../client/client.js';
import { PageVitals, type VitalsOptions } from './page-vitals.js';

/**
 * Wraps a client so that its turns are measured as users see them: from the click to the paint, across
 * reloads, excluding time in which the tab was hidden. Each measurement is sent to the server when the turn
 * ends or the page is left, in one request of at most 1 KB. It contains no text, and becomes part of the
 * turn's waterfall.
 *
 * @param client a client, as created by `createClient`
 */
export function withVitals(client: FirstwordClient, options: VitalsOptions = {}): FirstwordClient {
  if (typeof document === 'undefined') return client;
  const vitals = new PageVitals(options);
  return {
    ...client,
    start(request, { idempotencyKey = client.newKey(), ...reading } = {}) {
      const observer = vitals.begin(idempotencyKey, request.message);
      return vitals.observe(observer, client.start(request, { ...reading, idempotencyKey }));
    },
    follow: (turnId, reading) =>
      vitals.observe(vitals.resume(turnId), client.follow(turnId, reading)),
  };
}
