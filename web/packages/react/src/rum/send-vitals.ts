import type { Vitals } from './vitals-record.js';

/** Where what was seen is told. */
export interface VitalsEndpoint {
  /** Where the server is, as for the client. */
  readonly baseUrl?: string;
  /** Headers such as `Authorization`, as for the client; absent: none, and a beacon is sent. */
  readonly headers?: () => Record<string, string> | Promise<Record<string, string>>;
}

/** Sends what outlives the page. Whether it arrives nobody waits to hear. */
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
    // A figure less. The person who reads the answer is not to notice.
  }
}
