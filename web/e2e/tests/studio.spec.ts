import type { Page } from '@playwright/test';

import { violations } from '../support/accessibility.js';
import { expect, steadyPace, test } from '../support/fixtures.js';
import { eventually } from '../support/eventually.js';

/** Long enough to act during its second section. */
const proposal = { ...steadyPace, tokensPerSecond: 300, outputTokens: 900 };

async function openFilledIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/studio`);
  await page.getByRole('button', { name: 'Fill in an example' }).click();
}

const writeButton = (page: Page) => page.getByRole('button', { name: 'Write the proposal' });
const headings = (page: Page) => page.locator('.fw-markdown :is(h3, h4)');
const progress = (page: Page) => page.locator('.fw-section-progress');
const state = (page: Page) => page.locator('.studio');

test('a second click on the form writes one proposal', async ({ firstword, page, simulator }) => {
  await simulator.setPace(proposal);
  await openFilledIn(page, firstword.url);

  await writeButton(page).dblclick();
  await expect(state(page)).toHaveAttribute('data-state', 'streaming');

  // One call for the proposal and one for its summary.
  expect((await simulator.stats()).calls).toBe(2);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(state(page)).toHaveAttribute('data-state', 'cancelled');
});

test("the skeleton appears within the click's own task", async ({ firstword, page, simulator }) => {
  await simulator.setPace(proposal);
  await openFilledIn(page, firstword.url);

  const shown = await page.evaluate(async () => {
    document.querySelector<HTMLButtonElement>('form button[type=submit]')?.click();
    await Promise.resolve();
    return {
      skeleton: document.querySelector('.fw-skeleton') !== null,
      status: document.querySelector('.studio')?.getAttribute('data-state'),
    };
  });

  expect(shown).toEqual({ skeleton: true, status: 'pending' });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(state(page)).toHaveAttribute('data-state', 'cancelled');
});

test('a reload in the second section loses, repeats and restarts nothing', async ({
  firstword,
  page,
  simulator,
}) => {
  await simulator.setPace(proposal);
  await openFilledIn(page, firstword.url);
  await writeButton(page).click();
  await expect(headings(page).nth(1)).toHaveText('Approach');

  await page.reload();
  await expect(state(page)).toHaveAttribute('data-state', 'complete', { timeout: 30_000 });

  expect((await simulator.stats()).calls).toBe(2);
  const titles = await headings(page).allInnerTexts();
  expect(titles.slice(0, 2)).toEqual(['Understanding', 'Approach']);
  expect(new Set(titles).size).toBe(titles.length);
});

test('all five sections are counted, and an estimate is shown meanwhile', async ({
  firstword,
  page,
  simulator,
}) => {
  await simulator.setPace({ firstTokenMs: 300, tokensPerSecond: 300 });
  // Estimates without a measured answer are not shown.
  const inputs = { client: 'Mill Farm', product: 'A delivery service', goals: 'Fewer trips' };
  const measured = await fetch(`${firstword.url}/api/chat/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ profile: 'proposal', inputs }),
  });
  expect(await measured.text()).toContain('"type":"done"');
  await openFilledIn(page, firstword.url);
  await writeButton(page).click();
  await expect(page.locator('.fw-estimate')).toContainText('seconds');
  expect(await violations(page)).toEqual([]);

  await expect(state(page)).toHaveAttribute('data-state', 'complete', { timeout: 30_000 });

  await expect(progress(page)).toContainText('5 of 5 sections');
  await expect(headings(page)).toHaveCount(5);
  expect(await violations(page)).toEqual([]);
});

test('stopping closes both model calls, and the proposal can be continued', async ({
  firstword,
  page,
  simulator,
}) => {
  await simulator.setPace(proposal);
  await openFilledIn(page, firstword.url);
  await writeButton(page).click();
  await expect(headings(page).first()).toBeVisible();

  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(state(page)).toHaveAttribute('data-state', 'cancelled');
  await eventually(async () => (await simulator.stats()).open).toBe(0);
  const kept = await page.locator('.fw-markdown').first().innerText();

  await page.getByRole('button', { name: 'Continue from here' }).click();
  await expect(state(page)).toHaveAttribute('data-state', 'complete', { timeout: 30_000 });
  const whole = await page.locator('.fw-markdown').first().innerText();
  expect(whole.length).toBeGreaterThan(kept.length);
  expect(whole.slice(0, 40)).toBe(kept.slice(0, 40));
});

test('missing fields are requested, and nothing is sent', async ({
  firstword,
  page,
  simulator,
}) => {
  await page.goto(`${firstword.url}/studio`);

  await writeButton(page).click();

  await expect(page.getByLabel('Client', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Client', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  expect((await simulator.stats()).calls).toBe(0);
});
