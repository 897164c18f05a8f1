import { fileURLToPath } from 'node:url';

import type { Page } from '@playwright/test';

import { violations } from '../support/accessibility.js';
import { answerWith } from '../support/answer-stream.js';
import { endlessPace, expect, fastPace, test } from '../support/fixtures.js';
import { inBothColors } from '../support/looks.js';
import { ToolPage } from '../support/tool-page.js';
import { translate } from '../support/translator.js';

/** What a reader's browser, language and device change about the page. */

const question = 'How does memory affect AWS Lambda?';
const styleSheet = fileURLToPath(new URL('../../packages/react/src/styles.css', import.meta.url));

/** The errors of a page from now on. */
function errorsOf(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  return errors;
}

/** Words without their case and spaces, as a translation to upper case leaves them. */
function bare(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
}

test('a page that the browser translates shows every word, through answers, stops and reloads', async ({
  chat,
  page,
  simulator,
}) => {
  const errors = errorsOf(page);
  await translate(page);
  await chat.open();

  await chat.send(question);
  await chat.expectAnswer('complete');
  // A page draws the numbers of a list, which are no text of it.
  const words = bare((await chat.storedAnswer()).replace(/^\s*\d+\. /gm, ''));
  await expect
    .poll(async () => bare(await chat.lastAnswer.locator('.fw-markdown').innerText()))
    .toContain(words.slice(-80));
  await simulator.setPace(endlessPace);
  await chat.send('And what does it cost?');
  await chat.expectAnswer('streaming');
  await page.locator('.fw-cancel').click();
  await chat.expectAnswer('cancelled');
  await page.reload();
  await expect(chat.questions).toHaveCount(2);
  await page.locator('.new-conversation').click();
  await expect(chat.questions).toHaveCount(0);

  expect(errors).toEqual([]);
});

test('the page works where the browser blocks the data of sites', async ({
  guarded: { server, key },
  page,
}) => {
  const errors = errorsOf(page);
  await server.simulator.setPace(fastPace);
  await page.addInitScript(() => {
    const refuse = (): never => {
      throw new DOMException('Access is denied for this document.', 'SecurityError');
    };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
      Object.defineProperty(window, name, { get: refuse });
    }
    Object.defineProperty(Navigator.prototype, 'locks', {
      get: () => ({ request: () => Promise.reject(new DOMException('', 'SecurityError')) }),
    });
  });
  await page.goto(server.url);

  await page.getByLabel('API key or token').fill(key);
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Message' }).fill(question);
  await page.keyboard.press('Enter');
  await expect(page.locator('.fw-assistant-message[data-state=complete]')).toBeVisible();
  await page.getByRole('button', { name: 'Dark appearance' }).click();
  await expect(page.getByRole('button', { name: 'Light appearance' })).toBeVisible();
  await page.reload();

  // Nothing could be kept.
  await expect(page.getByLabel('API key or token')).toBeVisible();
  expect(errors).toEqual([]);
});

for (const [name, css] of [
  ['that follows the device', ':root { color-scheme: light dark; }'],
  ['that is dark by its own rules', 'html { background: #16171d; color: #9ca3af; }'],
] as const) {
  test(`the package alone is legible on a page ${name}`, async ({
    context,
    page,
    server,
    simulator,
  }) => {
    await simulator.setPace({ firstTokenMs: 100, tokensPerSecond: 400, outputTokens: 40 });
    const { url } = await ToolPage.serve(context, server);
    await page.goto(url);
    await page.addStyleTag({ content: css });
    await page.addStyleTag({ path: styleSheet });
    await page.getByRole('textbox', { name: 'Message' }).fill(question);
    await page.keyboard.press('Enter');
    await expect(page.locator('.fw-assistant-message[data-state=complete]')).toBeVisible();

    await inBothColors(page, async () => {
      expect((await violations(page)).filter((line) => line.includes('contrast'))).toEqual([]);
    });
  });
}

test('selected words stay selected while their paragraph grows', async ({
  chat,
  page,
  simulator,
}) => {
  // A paragraph of the simulator has some 300 characters. At this pace it grows for seconds.
  await simulator.setPace({ ...endlessPace, tokensPerSecond: 15 });
  await chat.open();
  await chat.send(question);
  await chat.expectAnswer('streaming');
  const paragraph = chat.lastAnswer.locator('.fw-markdown p').first();
  await expect.poll(async () => (await paragraph.innerText()).length).toBeGreaterThan(20);

  const selected = await paragraph.evaluate((element) => {
    const node = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
    if (node === null) throw new Error('The paragraph has no text.');
    getSelection()?.setBaseAndExtent(node, 4, node, 16);
    return { text: String(getSelection()), length: element.textContent.length };
  });
  await expect
    .poll(async () => (await paragraph.innerText()).length)
    .toBeGreaterThan(selected.length + 40);

  expect(selected.text).toHaveLength(12);
  expect(await page.evaluate(() => String(getSelection()))).toBe(selected.text);
  await chat.stopButton.click();
});

test('scripts keep their own direction and emphasis in one answer', async ({ chat, page }) => {
  await answerWith(
    page,
    'مرحبا بالعالم.\n\n- شغل `a;` الآن\n\nAn English sentence.\n\n```js\nconst a = 1;\n```\n\nこれは**「重要」**です。\n最後の行です。',
  );
  await chat.open();
  await chat.send(question);
  await chat.expectAnswer('complete');

  const answer = chat.lastAnswer.locator('.fw-markdown');
  const directionOf = (selector: string): Promise<string> =>
    answer
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).direction);
  expect(await directionOf('p')).toBe('rtl');
  expect(await directionOf('ul')).toBe('rtl');
  expect(await directionOf('li code')).toBe('ltr');
  expect(await directionOf('p:has-text("English")')).toBe('ltr');
  expect(await directionOf('pre')).toBe('ltr');
  await expect(answer.locator('strong')).toHaveText('「重要」');
  // A line break between ideographs is no space.
  await expect(answer.locator('p').last()).toHaveText('これは「重要」です。最後の行です。');
});
