import type { Page, Route } from '@playwright/test';

/**
 * Keeps every request to an address from getting any further.
 *
 * @param after what then becomes of each
 * @returns lets them go
 */
export async function hold(
  page: Page,
  url: string,
  after: (route: Route) => Promise<void> = (route) => route.continue(),
): Promise<() => void> {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(url, async (route) => {
    await held;
    await after(route);
  });
  return letGo;
}
