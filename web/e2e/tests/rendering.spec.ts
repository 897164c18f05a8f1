import type { Page } from '@playwright/test';

import { violations } from '../support/accessibility.js';
import { Chat } from '../support/chat.js';
import { test as base, expect } from '../support/fixtures.js';
import { Firstword } from '../support/firstword.js';
import { ScriptedModel } from '../support/scripted-model.js';
import { Simulator } from '../support/simulator.js';

/** Code, formulas, tables, images and links in answers, from a model that says what the test wants. */

const test = base.extend<object, { readonly model: ScriptedModel; readonly scripted: Firstword }>({
  model: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the dependencies from the pattern
    async ({}, use) => {
      const model = await ScriptedModel.start();
      await use(model);
      await model.stop();
    },
    { scope: 'worker' },
  ],
  scripted: [
    async ({ model }, use) => {
      const server = await Firstword.startWithModels(model.url, new Simulator(model.url));
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 320_000 },
  ],
  chat: async ({ page, scripted }, use) => {
    await use(new Chat(page, scripted));
  },
});

const largestFirstLoad = 150_000;

const code = `\`\`\`typescript
// Retries a call, and waits longer each time.
export async function retry<Result>(call: () => Promise<Result>, attempts = 3): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (failure) {
      if (attempt === attempts) throw failure;
      await sleep(100 * 2 ** attempt);
    }
  }
}
\`\`\`
`;
const formulas = String.raw`
The energy is \(E = mc^2\), and a price of $5 or $10 is no formula.

$$
\int_0^\infty e^{-x^2} \, dx = \frac{\sqrt{\pi}}{2}
$$
`;
const table = `
| way | memory | first word | note that makes this table wider than a phone |
| --- | ---: | ---: | --- |
| small | 128 MB | 900 ms | slow, and cheap as long as the function waits for something else |
| large | 2 GB | 210 ms | fast, and no more expensive where the work is bound by the processor |
`;
const everything = `# Retrying\n\nThis is how:\n\n${code}\nIt waits longer each time.\n${formulas}\n${table}\nThat is all.[^1]\n\n[^1]: Up to three times.\n`;

/** The addresses of the scripts and style sheets that a page has loaded. */
const assets = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
      .filter((path) => path.startsWith('/assets/')),
  );

const colored = (page: Page): Promise<number> =>
  page.evaluate(() => [...CSS.highlights.values()].reduce((sum, { size }) => sum + size, 0));

test('the first load of the chat is under 150 kB beside its typeface, without highlighting and formulas', async ({
  chat,
  page,
}) => {
  await chat.open();
  await page.waitForLoadState('networkidle');

  const bytes = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter(({ name }) => !name.endsWith('.woff2'))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
  );

  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(largestFirstLoad);
  expect((await assets(page)).join()).not.toMatch(/katex|languages/i);
});

test('code is coloured while it grows, and nothing moves through the whole answer', async ({
  chat,
  model,
  page,
}) => {
  await chat.open();
  await page.evaluate(() => {
    const shifts = { sum: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
        shifts.sum += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  model.answerWith(everything, { pieceMs: 25 });
  await chat.send('How do I retry?');
  await expect(chat.lastAnswer.locator('.fw-code')).toBeVisible();
  await expect.poll(() => colored(page)).toBeGreaterThan(3);
  expect(await chat.lastAnswer.getAttribute('data-state')).toBe('streaming');
  await chat.expectAnswer('complete');

  await expect(chat.lastAnswer.locator('.katex')).toHaveCount(2);
  expect(await chat.lastAnswer.locator('p', { hasText: 'no formula' }).innerText()).toContain(
    'a price of $5 or $10 is no formula',
  );
  expect(await colored(page)).toBeGreaterThan(20);
  const shift = await page.evaluate(
    () => (window as unknown as { shifts: { sum: number } }).shifts.sum,
  );
  expect(shift).toBeLessThan(0.02);
  expect(await violations(page)).toEqual([]);
});

test('a reload shows the same, within the width of a phone', async ({ chat, model, page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  model.answerWith(everything);
  await chat.open();
  await chat.send('How do I retry?');
  await chat.expectAnswer('complete');
  await page.reload();

  await expect(chat.lastAnswer.locator('.katex')).toHaveCount(2);
  const region = chat.lastAnswer.getByRole('region', { name: 'Table' });
  await expect(region).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  expect(await violations(page)).toEqual([]);
});

test('an image of another host is loaded when the reader asks for it, without a referrer', async ({
  chat,
  model,
  page,
}) => {
  const requests: Readonly<Record<string, string>>[] = [];
  await page.route('https://charts.example/**', (route) => {
    requests.push(route.request().headers());
    return route.fulfill({
      contentType: 'image/svg+xml',
      body: '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"/>',
    });
  });
  model.answerWith(`Here it is:\n\n![A chart](https://charts.example/energy.svg)\n`);
  await chat.open();
  await chat.send('Show me');
  await chat.expectAnswer('complete');
  await expect(chat.lastAnswer.locator('img')).toHaveCount(0);
  expect(requests).toEqual([]);
  expect(await violations(page)).toEqual([]);

  await chat.lastAnswer.getByRole('button', { name: 'Load image from charts.example' }).click();

  const image = chat.lastAnswer.getByRole('img', { name: 'A chart' });
  await expect(image).toBeVisible();
  await expect
    .poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth))
    .toBe(80);
  expect(requests).toHaveLength(1);
  expect(requests[0]?.['referer']).toBeUndefined();
});

test('a footnote is a step away, and back', async ({ chat, model }) => {
  model.answerWith('It does.[^why]\n\nMore of it.\n\n[^why]: Because of the clock.\n');
  await chat.open();
  await chat.send('Does it?');
  await chat.expectAnswer('complete');

  await chat.lastAnswer.getByRole('link', { name: 'Footnote why' }).click();
  await expect(chat.lastAnswer.locator('.fw-footnote')).toBeFocused();
  await chat.lastAnswer.getByRole('link', { name: 'Back to the text' }).click();

  await expect(chat.lastAnswer.getByRole('link', { name: 'Footnote why' })).toBeFocused();
});
