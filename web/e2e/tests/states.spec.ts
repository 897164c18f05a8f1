import { Chat } from '../support/chat.js';
import { expect, test } from '../support/fixtures.js';
import { expectPicture, expectAccessible, inEveryLook } from '../support/looks.js';

test('asks an unknown visitor for a key, and rejects a wrong one', async ({ guarded, page }) => {
  await page.goto(guarded.server.url);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await inEveryLook(page, async (look) => {
    await expectPicture(page.locator('main'), `sign-in-${look.name}`);
    await expectAccessible(page, look);
  });

  await page.getByLabel('API key or token').fill('fw_wrong_key');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  await inEveryLook(page, async (look) => {
    await expectPicture(page.locator('main'), `sign-in-refused-${look.name}`);
    await expectAccessible(page, look);
  });
});

test('says that the role of a key may not see a page', async ({ guarded, page }) => {
  await page.goto(guarded.server.url);
  await page.getByLabel('API key or token').fill(guarded.key);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
  await page.goto(`${guarded.server.url}/latency`);
  await expect(page.getByText('The role of your key does not allow this')).toBeVisible();

  await inEveryLook(page, async (look) => {
    await expectPicture(page.locator('main'), `forbidden-${look.name}`);
    await expectAccessible(page, look);
  });
});

test('tells a rate-limited user when to try again', async ({ page, strict }) => {
  const chat = new Chat(page, strict);
  await strict.simulator.setPace({ firstTokenMs: 50, tokensPerSecond: 400, outputTokens: 30 });
  await chat.open();
  await chat.send('How are you?');
  await chat.expectAnswer('complete');
  await chat.send('And now?');
  await chat.expectAnswer('error');

  const notice = chat.lastAnswer.locator('.fw-notice');
  await expect(notice).toContainText(/That was a lot in a short time. Try again in \d+ seconds?\./);
  await inEveryLook(page, (look) => expectAccessible(page, look));
});

test('the playground is accessible when it is empty, running, done and failed', async ({
  laboratory,
  page,
}) => {
  test.setTimeout(120_000);
  const { simulator } = laboratory;
  const run = page.getByRole('button', { name: 'Run both' });
  await simulator.reset();
  await page.goto(
    `${laboratory.url}/playground?firstTokenMs=800&tokensPerSecond=100&inputTokens=1000&outputTokens=150&slowPhases=false`,
  );
  await expect(run).toBeVisible();
  await inEveryLook(page, async (look) => {
    await expectPicture(page.locator('.panes'), `playground-empty-${look.name}`);
    await expectAccessible(page, look);
  });

  await run.click();
  await expect(page.locator('.panes article').first()).toBeVisible();
  await inEveryLook(page, (look) => expectAccessible(page, look));
  await expect(run).toBeVisible({ timeout: 40_000 });
  await inEveryLook(page, (look) => expectAccessible(page, look));

  await simulator.injectFault('authentication');
  await run.click();
  await expect(page.locator('.pane-failure')).toHaveCount(2, { timeout: 40_000 });
  await expect(run).toBeVisible();
  await inEveryLook(page, async (look) => {
    await expectPicture(page.locator('.pane-failure').first(), `playground-failed-${look.name}`);
    await expectAccessible(page, look);
  });
  await simulator.clearFaults();
});

test('loading the page on a phone shifts nothing', async ({ firstword, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
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
