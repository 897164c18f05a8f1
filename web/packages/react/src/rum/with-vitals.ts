import type { FirstwordClient } from '../client/client.js';
import { PageVitals, type VitalsOptions } from './page-vitals.js';

/**
 * The same client, whose turns are measured as people see them: from the click to what was painted, through a
 * reload, without the time in which the tab was hidden. Each is told to the server when it ends or is left, in one
 * request of at most 1 KB without any text, and joins the turn's waterfall there.
 *
 * @param client as `createClient` makes it
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
