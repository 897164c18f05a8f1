import type { Page } from '@playwright/test';

import { violations } from '../support/accessibility.js';
import { expect, fastPace, test } from '../support/fixtures.js';

const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const arabic = 'كيف تؤثر الذاكرة على أداء الدوال؟';
const pages = [
  '/',
  '/studio',
  '/playground',
  '/latency',
  '/latency/turns',
  '/latency/levels',
  '/parts',
];

const widthOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth);

test('a right-to-left question is right-aligned, and the layout holds', async ({ chat, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await chat.open();
  await chat.send(`${arabic} ${longWord}`);
  await chat.expectAnswer('complete');

  const direction = await chat.questions
    .first()
    .locator('[dir="auto"]')
    .first()
    .evaluate((element) => getComputedStyle(element).direction);
  expect(direction).toBe('rtl');
  expect(await widthOf(page)).toBe(320);
});

test('every page works from right to left', async ({ firstword, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of pages) {
    await page.goto(firstword.url + path);
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    await expect(page.getByRole('navigation', { name: 'Pages', exact: true })).toBeVisible();
    expect([path, await widthOf(page)]).toEqual([path, 320]);
  }
});

test('every page works at 200 % zoom', async ({ firstword, page }) => {
  // A zoom of 200 % in a window of 1280 pixels leaves 640.
  await page.setViewportSize({ width: 640, height: 400 });
  for (const path of pages) {
    await page.goto(firstword.url + path);
    await expect(page.getByRole('navigation', { name: 'Pages', exact: true })).toBeVisible();
    expect([path, await widthOf(page)]).toEqual([path, 640]);
  }
});

test('forced colours hide nothing', async ({ chat, firstword, page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('complete');
  await chat.lastAnswer.getByRole('button', { name: /Where the time went/ }).click();
  const bars = chat.lastAnswer.locator('.waterfall-bar');
  await expect(bars.first()).toBeVisible();
  const colours = await bars.evaluateAll((all) => [
    ...new Set(all.map((bar) => getComputedStyle(bar).backgroundColor)),
  ]);
  // The critical path and the other bars must each differ from the page's own colour.
  expect(colours).not.toContain('rgba(0, 0, 0, 0)');
  expect(await violations(page)).toEqual([]);

  await page.goto(`${firstword.url}/latency`);
  await expect(page.getByRole('img', { name: /^Chart of First text/ })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('the path from the chat to a waterfall and back works by keyboard alone', async ({
  chat,
  page,
  simulator,
}) => {
  await simulator.setPace(fastPace);
  await chat.open();
  await page.keyboard.type('How does memory affect AWS Lambda?');
  await page.keyboard.press('Enter');
  await chat.expectAnswer('complete');
  const conversation = new URL(page.url()).pathname;

  await chat.lastAnswer.getByRole('button', { name: /Where the time went/ }).focus();
  await page.keyboard.press('Enter');
  const link = page.getByRole('link', { name: 'From the click to the last word' });
  await expect(link).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(link).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/latency\/turns\/turn_/);
  await page.goBack();

  await expect(page).toHaveURL(new RegExp(`${conversation}$`));
  await expect(chat.questions).toHaveCount(1);
});
