import type { Page } from '@playwright/test';

import { violations } from '../support/accessibility.js';
import { expect, fastPace, test } from '../support/fixtures.js';
import type { Firstword } from '../support/firstword.js';
import { expectAccessible, inEveryLook } from '../support/looks.js';
import { eventually } from '../support/eventually.js';

const openSettings = (page: Page): Promise<void> =>
  page.getByText('Change the models and the techniques').click();

const link =
  '/playground?firstTokenMs=300&tokensPerSecond=200&inputTokens=1000&outputTokens=100&slowPhases=true';

test('a link runs both sides, fills the table, and restores the server', async ({
  laboratory,
  page,
}) => {
  const before = { delay: { search: '7ms' }, sequential: false, measured: true };
  await laboratory.simulator.reset();
  await laboratory.simulator.setPace(fastPace);
  await laboratory.write('PUT', '/api/lab', before);
  await page.goto(laboratory.url + link);
  await openSettings(page);
  await expect(page.getByRole('slider', { name: /first token/ })).toHaveValue('300');

  await page.getByRole('button', { name: 'Run both' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run both' })).toBeVisible({ timeout: 40_000 });

  const results = page.getByRole('table', { name: 'Measured on this screen' });
  await expect(results).not.toContainText('–');
  await page.getByText('Where the time went on the server').click();
  for (const side of ['The spinner', 'Firstword']) {
    await expect(
      page.getByRole('img', { name: new RegExp(`^${side}: First feedback .*Total \\d`) }),
    ).toBeVisible();
    const waterfall = page.getByRole('table', { name: `Where the time went: ${side}` });
    await expect(waterfall.getByRole('row', { name: /^First token/ })).toBeVisible();
  }
  await eventually(() => laboratory.read('/api/lab')).toEqual(before);
  expect(await violations(page)).toEqual([]);
});

/** The number of conversations on the server. */
async function conversationsAt(server: Firstword): Promise<number> {
  const { conversations } = await server.read<{ readonly conversations: readonly object[] }>(
    '/api/conversations?limit=50',
  );
  return conversations.length;
}

test('playground and studio are accessible in light and dark colours, on a desktop and on a phone', async ({
  laboratory,
  page,
}) => {
  for (const [path, heading] of [
    ['/playground', 'The same request, twice'],
    ['/studio', 'Write a proposal'],
  ] as const) {
    await page.goto(laboratory.url + path);
    await expect(page.getByRole('heading', { name: heading })).toBeVisible();
    await inEveryLook(page, (look) => expectAccessible(page, look));
  }
});

test('simulated users ask at the same time, and leave nothing behind', async ({
  laboratory,
  page,
}) => {
  await laboratory.simulator.reset();
  const conversationsBefore = await conversationsAt(laboratory);
  await page.goto(`${laboratory.url}${link}&people=4&with=streaming`);

  await page.getByRole('button', { name: 'Run both' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run both' })).toBeVisible({ timeout: 40_000 });

  const { calls } = await laboratory.simulator.stats();
  expect(calls).toBeGreaterThanOrEqual(8);
  expect(await conversationsAt(laboratory)).toBe(conversationsBefore + 2);
});

test('sliders and switches work by keyboard, and the link follows', async ({
  laboratory,
  page,
}) => {
  await page.goto(`${laboratory.url}/playground`);
  await openSettings(page);

  await page.getByRole('slider', { name: /first token/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('checkbox', { name: 'Quick summary first' }).focus();
  await page.keyboard.press('Space');

  await expect(page).toHaveURL(/firstTokenMs=800/);
  await page.reload();
  await openSettings(page);
  await expect(page.getByRole('slider', { name: /first token/ })).toHaveValue('800');
  await expect(page.getByRole('checkbox', { name: 'Quick summary first' })).not.toBeChecked();
});

/** The sum of all layout shifts of a page, those after a click included. */
const layoutShift = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            sum += (entry as PerformanceEntry & { readonly value: number }).value;
          }
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => {
          setTimeout(() => {
            resolve(sum);
          });
        });
      }),
  );

test('both sides run at once, the lanes compare them, and nothing moves meanwhile', async ({
  laboratory,
  page,
}) => {
  await laboratory.simulator.reset();
  await page.goto(
    `${laboratory.url}/playground?firstTokenMs=300&tokensPerSecond=60&inputTokens=0&outputTokens=240&slowPhases=false`,
  );
  await expect(page.getByText('How long do your users wait in silence?')).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  const before = await layoutShift(page);

  await page.getByRole('button', { name: 'Run both' }).click();

  await expect(page.getByRole('img', { name: /^Firstword: .*First text/ })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Waiting' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Both sides have ended' })).toContainText(
    /Longest silence: \d+\.\d s with the spinner, \d+\.\d s with Firstword/,
    { timeout: 40_000 },
  );
  const [spinner, firstword] = (await page.locator('.headline b').allInnerTexts()).map(parseFloat);
  expect(firstword).toBeLessThan(spinner ?? 0);
  expect((await layoutShift(page)) - before).toBeLessThan(0.02);
});

test('the result can be saved as an image', async ({ laboratory, page }) => {
  await laboratory.simulator.reset();
  await page.goto(laboratory.url + link);
  const save = page.getByRole('button', { name: 'Save image' });
  await expect(save).toHaveAttribute('aria-disabled', 'true');

  await page.getByRole('button', { name: 'Run both' }).click();
  await expect(save).toHaveAttribute('aria-disabled', 'false', { timeout: 40_000 });
  const download = page.waitForEvent('download');
  await save.click();

  expect((await download).suggestedFilename()).toBe('firstword-comparison.png');
});

test('on a phone, a run scrolls both sides into view', async ({ laboratory, page }) => {
  await laboratory.simulator.reset();
  await page.setViewportSize({ width: 360, height: 640 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(laboratory.url + link);

  await page.getByRole('button', { name: 'Run both' }).click();

  await expect(page.locator('.timeline')).toBeInViewport({ ratio: 1 });
  await expect(page.locator('.pane').first()).toBeInViewport();
  await expect(page.getByRole('button', { name: 'Run both' })).toBeAttached({ timeout: 40_000 });
});

test('a preset brings its settings, and says what they are', async ({ laboratory, page }) => {
  await page.goto(`${laboratory.url}/playground`);

  await page.getByRole('button', { name: 'A slow provider' }).click();

  await expect(page.getByText('Six seconds to the first token')).toBeVisible();
  await expect(page).toHaveURL(/firstTokenMs=6000/);
  await page.reload();
  await expect(page.getByRole('button', { name: 'A slow provider' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});
