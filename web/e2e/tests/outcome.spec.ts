import type { Locator, Page } from '@playwright/test';

import { expect, test } from '../support/fixtures.js';
import { Firstword } from '../support/firstword.js';
import { expectAccessible, inEveryLook } from '../support/looks.js';
import { askMinTurns } from '../support/ask-questions.js';
import { eventually } from '../support/eventually.js';

/** Parses the milliseconds of a saving as shown, such as "−1,210 ms at p50, −2.3 s at p95". */
function atP50(text: string): number {
  const [, sign, number, unit] = /([−+])([\d,.]+) (ms|s) at p50/.exec(text) ?? [];
  return (sign === '−' ? 1 : -1) * Number(number?.replace(',', '')) * (unit === 's' ? 1_000 : 1);
}

const leaf = (page: Page): Locator => page.locator('#leaf-heavy_model');

test('an applied recommendation shows what it saved next to the prediction', async ({ page }) => {
  test.setTimeout(400_000);
  // Longer than the questions take, so that no check sees turns from both before and after the change.
  const diagnosis = { interval: '5s' };
  // The fault: every question, however simple, is routed to the most capable model.
  const server = await Firstword.startWith({
    diagnosis,
    profiles: { chat: { model: 'claude-opus-4-6' } },
  });
  try {
    await server.simulator.setShortAnswers();
    await askMinTurns(server);
    await page.clock.install();
    await page.goto(`${server.url}/latency/diagnosis`);
    await expect(leaf(page)).toHaveAttribute('data-lit', '');
    const line = leaf(page).locator('code').first();
    await expect(line).toHaveText('profiles.chat.model: (leave it out)');

    await server.restartWith({ diagnosis });
    await server.simulator.setShortAnswers();
    await askMinTurns(server);
    await eventually(
      async () => {
        const { applied } = await server.read<{ applied: readonly object[] }>(
          '/api/latency/diagnosis?window=1h',
        );
        return applied.length;
      },
      { timeout: 30_000 },
    ).toBeGreaterThan(0);

    // The page polls by itself, at most once a minute.
    const outcome = leaf(page).locator('[data-applied]');
    await expect(async () => {
      await page.clock.fastForward(60_000);
      await expect(outcome).toBeVisible({ timeout: 2_000 });
    }).toPass();
    const first = outcome.getByRole('row', { name: /^First text/ });
    const predicted = atP50(await first.locator('td').nth(0).innerText());
    const measured = atP50(await first.locator('td').nth(1).innerText());
    expect(predicted).toBeGreaterThan(500);
    expect(measured).toBeGreaterThan(500);
    await expect(leaf(page).locator('code')).toHaveCount(0);
    await expect(leaf(page)).not.toHaveAttribute('data-lit', '');

    await outcome.scrollIntoViewIfNeeded();
    await inEveryLook(page, (look) => expectAccessible(page, look));
  } finally {
    await server.stop();
  }
});
