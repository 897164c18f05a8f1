import { fileURLToPath } from 'node:url';

import type { Locator, Page } from '@playwright/test';

import { violations } from '../support/accessibility.js';
import { Chat } from '../support/chat.js';
import { expect, test as base } from '../support/fixtures.js';
import { Firstword } from '../support/firstword.js';

const folder = fileURLToPath(new URL('../screenshots/', import.meta.url));
const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 320, height: 640 },
};

interface Servers {
  /** Requires a key, and has one for a user. */
  readonly guarded: { server: Firstword; key: string };
  /** Answers one question a minute. */
  readonly strict: Firstword;
  readonly laboratory: Firstword;
}

const limit = { timeout: 320_000 };

const test = base.extend<object, Servers>({
  guarded: [
    // eslint-disable-next-line no-empty-pattern -- the tool reads its needs from the pattern
    async ({}, use) => {
      const guarded = await Firstword.startWithKey();
      await use(guarded);
      await guarded.server.stop();
    },
    { scope: 'worker', ...limit },
  ],
  strict: [
    // eslint-disable-next-line no-empty-pattern -- the tool reads its needs from the pattern
    async ({}, use) => {
      const strict = await Firstword.startWith({ limits: { user: { turns_per_minute: 1 } } });
      await use(strict);
      await strict.stop();
    },
    { scope: 'worker', ...limit },
  ],
  laboratory: [
    // eslint-disable-next-line no-empty-pattern -- the tool reads its needs from the pattern
    async ({}, use) => {
      const laboratory = await Firstword.startLab();
      await use(laboratory);
      await laboratory.stop();
    },
    { scope: 'worker', ...limit },
  ],
});

/** As reviewed by a person; see `visual.spec.ts`. */
async function expectUnchanged(
  part: Locator,
  name: string,
  mask: readonly Locator[] = [],
): Promise<void> {
  await expect(part).toHaveScreenshot(`${name}.png`, {
    animations: 'disabled',
    caret: 'hide',
    mask: [...mask],
    maxDiffPixelRatio: 0.03,
    threshold: 0.3,
  });
}

async function holds(page: Page, width: number): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  expect(await violations(page)).toEqual([]);
}

for (const [device, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const as = `${device}-${colorScheme}`;
    test.describe(`on a ${device} in ${colorScheme} colours`, () => {
      test.use({ viewport });
      test.beforeEach(async ({ page }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      });

      test('an unknown caller is asked for a key, and a wrong key is reported', async ({
        guarded,
        page,
      }) => {
        await page.goto(guarded.server.url);
        await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
        await expectUnchanged(page.locator('main'), `sign-in-${as}`);

        await page.getByLabel('API key or token').fill('fw_wrong_key');
        await page.keyboard.press('Enter');
        await expect(page.getByRole('alert')).toBeVisible();

        await expectUnchanged(page.locator('main'), `sign-in-refused-${as}`);
        await holds(page, viewport.width);
      });

      test('a caller without access to a page is told so', async ({ guarded, page }) => {
        await page.goto(guarded.server.url);
        await page.getByLabel('API key or token').fill(guarded.key);
        await page.keyboard.press('Enter');
        await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
        await page.goto(`${guarded.server.url}/latency`);
        await expect(page.getByText('not for the role of your key')).toBeVisible();

        await expectUnchanged(page.locator('main'), `forbidden-${as}`);
        await holds(page, viewport.width);
      });

      test('a rate-limited caller is told when to retry', async ({ page, strict }) => {
        const chat = new Chat(page, strict);
        await strict.simulator.setPace({
          firstTokenMs: 50,
          tokensPerSecond: 400,
          outputTokens: 30,
        });
        await chat.open();
        await chat.send('How are you?');
        await chat.expectAnswer(/complete|error/);
        await chat.send('And now?');
        await chat.expectAnswer('error');

        const notice = chat.lastAnswer.locator('.fw-notice');
        await expectUnchanged(notice, `limited-${as}`, [notice.getByRole('button').first()]);
        await page.screenshot({ path: `${folder}limited-${as}.png` });
        await holds(page, viewport.width);
      });

      test('the playground, empty, running, done and failed', async ({ laboratory, page }) => {
        const { simulator } = laboratory;
        const picture = async (state: string): Promise<void> => {
          await page.screenshot({ path: `${folder}playground-${state}-${as}.png`, fullPage: true });
          await holds(page, viewport.width);
        };
        const run = page.getByRole('button', { name: 'Run both' });
        await simulator.clearFaults();
        await page.goto(
          `${laboratory.url}/playground?firstTokenMs=800&tokensPerSecond=100&inputTokens=1000&outputTokens=100&slowPhases=false`,
        );
        await expect(run).toBeVisible();
        await expectUnchanged(page.locator('.panes'), `playground-empty-${as}`);
        await picture('empty');

        await run.click();
        await expect(page.locator('.panes article').first()).toBeVisible();
        await picture('running');
        await expect(run).toBeVisible({ timeout: 40_000 });
        await picture('done');

        await simulator.injectFault('authentication');
        await run.click();
        await expect(page.locator('.pane-failure')).toHaveCount(2, { timeout: 40_000 });
        await expect(run).toBeVisible();
        await expectUnchanged(page.locator('.pane-failure').first(), `playground-failed-${as}`);
        await picture('failed');
        await simulator.clearFaults();
      });
    });
  }
}

test('nothing moves while the page comes up on a phone', async ({ firstword, page }) => {
  await page.setViewportSize(sizes.phone);
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        shifts.push((entry as PerformanceEntry & { readonly value: number }).value);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(firstword.url);
  await expect(page.getByText('Simulated models')).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );

  const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.005);
});
