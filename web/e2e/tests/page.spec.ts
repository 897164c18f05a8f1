import { expect, test } from '../support/fixtures.js';
import { eventually } from '../support/eventually.js';

const longWord = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

test('nothing overflows a page of 320 pixels', async ({ chat, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await chat.open();
  await chat.send(`Explain ${longWord.repeat(3)} with a table, code and a list`);
  await chat.expectAnswer('complete');

  const widths = await page.evaluate(() => {
    const area = document.querySelector('.fw-transcript-area');
    return {
      page: document.documentElement.scrollWidth,
      overflow: (area?.scrollWidth ?? 0) - (area?.clientWidth ?? 0),
    };
  });
  expect(widths).toEqual({ page: 320, overflow: 0 });
});

test('an answer of many lines shifts nothing while it is written', async ({
  chat,
  page,
  simulator,
}) => {
  await simulator.setPace({ firstTokenMs: 100, tokensPerSecond: 300, outputTokens: 400 });
  await chat.open();
  await page.evaluate(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as unknown as {
          value: number;
          hadRecentInput: boolean;
        };
        if (!hadRecentInput) shifts.push(value);
      }
    }).observe({ type: 'layout-shift' });
  });

  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('complete');

  const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.02);
  expect(shifts.length).toBeLessThan(10);
});

test('replacing the skeleton with text shifts nothing', async ({ chat, page, simulator }) => {
  // Later than two seconds, the model would be overdue, and the answer would wait for another one.
  await simulator.setPace({ firstTokenMs: 1_500, tokensPerSecond: 40, outputTokens: 60 });
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('pending');
  const skeleton = page.getByRole('img', { name: 'The answer is being prepared' });
  const before = await skeleton.boundingBox();
  await page.evaluate(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: 'layout-shift' });
  });

  await chat.expectAnswer('streaming');
  const text = await chat.lastAnswer.locator('.fw-markdown').boundingBox();
  await chat.expectAnswer('complete');

  expect(text?.y).toBe(before?.y);
  const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.02);
});

test('the newest words stay in view until the reader scrolls away, and again after the reader returns', async ({
  chat,
  page,
  simulator,
}) => {
  await simulator.setPace({ firstTokenMs: 100, tokensPerSecond: 120, outputTokens: 1_500 });
  await page.setViewportSize({ width: 800, height: 400 });
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  const area = chat.transcript;
  const distance = (): Promise<number> =>
    area.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
  await eventually(() => area.evaluate((element) => element.scrollTop)).toBeGreaterThan(150);
  expect(await distance()).toBeLessThanOrEqual(70);

  await area.hover();
  await page.mouse.wheel(0, -120);
  const jump = page.getByRole('button', { name: 'Jump to newest' });
  await expect(jump).toBeVisible();
  const top = await area.evaluate((element) => element.scrollTop);
  const height = await area.evaluate((element) => element.scrollHeight);
  await eventually(() => area.evaluate((element) => element.scrollHeight)).toBeGreaterThan(
    height + 40,
  );
  expect(await area.evaluate((element) => element.scrollTop)).toBe(top);

  await jump.click();
  await expect(jump).toHaveCount(0);
  await eventually(() => area.evaluate((element) => element.scrollHeight)).toBeGreaterThan(
    height + 120,
  );
  expect(await distance()).toBeLessThanOrEqual(70);
  await chat.stopButton.click();
});

test('a conversation can be started, found again and deleted by keyboard alone', async ({
  chat,
  page,
}) => {
  await chat.open();
  await expect(chat.field).toBeFocused();
  await page.keyboard.type('What can a keyboard do?');
  await page.keyboard.press('Enter');
  await chat.expectAnswer('complete');
  const path = new URL(page.url()).pathname;

  const link = page.getByRole('link', { name: 'New conversation' });
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/$/);
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  await expect(chat.questions).toContainText('What can a keyboard do?');

  await page.getByRole('button', { name: /^Delete “What can a keyboard do/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole('link', { name: 'What can a keyboard do?' })).toHaveCount(0);
  await page.goto(new URL(path, page.url()).href);

  await expect(page.getByText('This conversation does not exist.')).toBeVisible();
});

test('on a phone the conversations are in a drawer', async ({ chat, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await chat.open();
  await chat.send('What is a drawer?');
  await chat.expectAnswer('complete');

  await page.getByRole('button', { name: 'Show conversations' }).click();
  const drawer = page.getByRole('dialog', { name: 'Conversations' });
  await expect(drawer.getByRole('link', { name: 'What is a drawer?' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
  await page.getByRole('button', { name: 'Show conversations' }).click();
  await drawer.getByRole('link', { name: 'New conversation' }).click();

  await expect(drawer).toHaveCount(0);
  await expect(page.getByText('Ask, and watch the answer being written.')).toBeVisible();
});

test('the chosen appearance is remembered before the first paint', async ({ chat, page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await chat.open();
  await page.getByRole('button', { name: 'Dark appearance' }).click();

  await page.reload({ waitUntil: 'commit' });
  await page.waitForSelector('html[data-theme="dark"]', { state: 'attached' });

  await expect(page.getByRole('button', { name: 'Light appearance' })).toBeVisible();
});

test('a page without a server says so, and recovers', async ({ chat, page }) => {
  await page.route('**/api/**', (route) => route.abort());
  await chat.open();
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached.');

  await page.unroute('**/api/**');
  await page.getByRole('button', { name: 'Try now' }).click();

  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByText('Simulated models')).toBeVisible();
});

test('the page does not violate its content security policy', async ({ chat, page }) => {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('complete');

  expect(problems).toEqual([]);
});

test('startup logs no warning that needs no action', ({ firstword }) => {
  expect(firstword.output.filter((line) => /warn|slf4j|exception/i.test(line))).toEqual([]);
  expect(firstword.output.at(-1)).toMatch(/^Firstword is listening on /);
});

test('skipped off-screen content keeps its exact size, and can be found', async ({
  chat,
  page,
  simulator,
}) => {
  await simulator.setPace({ firstTokenMs: 100, tokensPerSecond: 6_000, outputTokens: 6_000 });
  await chat.open();
  await chat.send(
    'How does memory affect AWS Lambda? With the sections Costs, Code, Risks, Steps.',
  );
  await expect(page.locator('.fw-markdown-part[data-finished]').nth(1)).toBeAttached({
    timeout: 20_000,
  });
  await chat.expectAnswer('complete');
  const area = chat.transcript;
  const places = (): Promise<number[]> =>
    area.evaluate((element) => [
      element.scrollHeight,
      ...[...element.querySelectorAll<HTMLElement>('.fw-markdown-part')].map(
        (part) => part.offsetTop,
      ),
    ]);
  const leftOut = await places();

  await area.evaluate(async (element) => {
    for (; element.scrollTop > 0; element.scrollTop -= 300) {
      await new Promise((done) => requestAnimationFrame(done));
    }
  });
  expect(await places()).toEqual(leftOut);

  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.fw-markdown')?.toggleAttribute('data-resized');
  });
  expect(await places()).toEqual(leftOut);

  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.fw-markdown')?.toggleAttribute('data-resized');
  });
  const found = await page.evaluate(() => {
    const wanted = document.querySelectorAll('.fw-markdown-part[data-finished]')[1];
    const words = wanted?.querySelector('p')?.firstChild?.textContent?.slice(0, 30) ?? '';
    const whole = window as unknown as {
      find: (text: string, exactly: boolean, backwards: boolean, round: boolean) => boolean;
    };
    document.querySelector<HTMLElement>('.fw-transcript-area')?.focus();
    return words !== '' && whole.find(words, true, false, true);
  });
  expect(found).toBe(true);
});
