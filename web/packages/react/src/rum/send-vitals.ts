import type { Vitals } from './vitals-record.js';

/** Where measurements are sent. */
export interface VitalsEndpoint {
  /** The URL of the server, as for the client. */
  readonly baseUrl?: string;
  /** Headers such as `Authorization`, as for the client. Without them, a beacon is sent. */
  readonly headers?: () => Record<string, string> | Promise<Record<string, string>>;
}

/** Sends a measurement in a request that outlives the page. Delivery is not awaited. */
export async function sendVitals(
  vitals: Vitals,
  { baseUrl = '', headers }: VitalsEndpoint,
): Promise<void> {
  const body = JSON.stringify(vitals);
  const url = `${baseUrl}/api/vitals`;
  if (headers === undefined) {
    navigator.sendBeacon(url, body);
    return;
  }
  try {
    const provided = headers();
    const all = provided instanceof Promise ? await provided : provided;
    await fetch(url, {
      method: 'POST',
      body,
      keepalive: true,
      headers: { 'content-type': 'application/json', ...all },
    });
  } catch {
    // Losing a measurement must not disturb the page.
  }
}
