import { expect, type Locator, type Page } from '@playwright/test';

import { violations } from './accessibility.js';
import { eventually } from './eventually.js';

const sizes = {
  desktop: { width: 1_280, height: 800 },
  phone: { width: 320, height: 640 },
};

/** A window size and a colour scheme. */
export interface Look {
  /** Part of a picture's file name, such as `phone-dark`. */
  readonly name: string;
  /** The width of the window in pixels. */
  readonly width: number;
}

/**
 * Runs a check on a page in light and dark colours, at the size of a desktop and of a phone.
 *
 * @param options.height the height of the window in pixels, in place of the device's
 */
export async function inEveryLook(
  page: Page,
  check: (look: Look) => Promise<void>,
  options: { readonly height?: number } = {},
): Promise<void> {
  for (const [device, { width, height }] of Object.entries(sizes)) {
    await page.setViewportSize({ width, height: options.height ?? height });
    await inBothColors(page, (color) => check({ name: `${device}-${color}`, width }));
  }
}

/** Runs a check on a page in light and in dark colours. */
export async function inBothColors(
  page: Page,
  check: (color: 'light' | 'dark') => Promise<void>,
): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await check(colorScheme);
  }
}

/** Expects that axe finds nothing, and that nothing is wider than the window. */
export async function expectAccessible(page: Page, { width }: Look): Promise<void> {
  expect(await violations(page)).toEqual([]);
  // Charts follow a new size with the next frame.
  await eventually(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
}

/**
 * Expects that a part looks like its picture in `data/visual`. The typeface comes with the page. The tolerance covers
 * the antialiasing of another build of the browser.
 */
export async function expectPicture(part: Locator, name: string): Promise<void> {
  await expect(part).toHaveScreenshot(`${name}.png`, {
    animations: 'disabled',
    caret: 'hide',
    maxDiffPixelRatio: 0.03,
    threshold: 0.3,
    timeout: 30_000,
  });
}
