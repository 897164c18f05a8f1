import type { Locator, Page } from '@playwright/test';

import { violations } from '../support/accessibility.js';
import { expect, test } from '../support/fixtures.js';
import { Firstword } from '../support/firstword.js';
import { askMinTurns } from '../support/ask-questions.js';

/** The milliseconds of a saving as shown on the page, such as "−1,210 ms at p50, −2.3 s at p95". */
function atP50(text: string): number {
  const [, sign, number, unit] = /([−+])([\d,.]+) (ms|s) at p50/.exec(text) ?? [];
  return (sign === '−' ? 1 : -1) * Number(number?.replace(',', '')) * (unit === 's' ? 1_000 : 1);
}

const leaf = (page: Page): Locator => page.locator('#leaf-heavy_model');

test('what came of a remedy stands beside what was predicted, once its line was changed', async ({
  page,
}) => {
  test.setTimeout(400_000);
  // The fault: every question, however simple, goes to the model for the hardest ones.
  const server = await Firstword.startWith({ profiles: { chat: { model: 'claude-opus-4-6' } } });
  try {
    await askMinTurns(server);
    await page.goto(`${server.url}/latency/diagnosis`);
    await expect(leaf(page)).toHaveAttribute('data-lit', '');
    const line = leaf(page).locator('code').first();
    await expect(line).toHaveText('profiles.chat.model: (leave it out)');

    await server.restartWith({});
    await askMinTurns(server);

    // The server checks every 30 s whether the evidence is gone, and the page polls it.
    const outcome = leaf(page).locator('[data-applied]');
    await expect(outcome).toBeVisible({ timeout: 60_000 });
    const first = outcome.getByRole('row', { name: /^First text/ });
    const predicted = atP50(await first.locator('td').nth(0).innerText());
    const measured = atP50(await first.locator('td').nth(1).innerText());
    expect(predicted).toBeGreaterThan(500);
    expect(measured).toBeGreaterThan(500);
    await expect(leaf(page).locator('code')).toHaveCount(0);
    await expect(leaf(page)).not.toHaveAttribute('data-lit', '');

    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1_280, 320]) {
        await page.setViewportSize({ width, height: 720 });
        await outcome.scrollIntoViewIfNeeded();
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
    }
  } finally {
    await server.stop();
  }
});
