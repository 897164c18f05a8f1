import type { Page, Route } from '@playwright/test';

/**
 * Holds every request to a URL.
 *
 * @param after what happens to each request afterwards
 * @returns a function that releases them
 */
export async function holdRequests(
  page: Page,
  url: string,
  after: (route: Route) => Promise<void> = (route) => route.continue(),
): Promise<() => void> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(url, async (route) => {
    await held;
    await after(route);
  });
  return release;
}
