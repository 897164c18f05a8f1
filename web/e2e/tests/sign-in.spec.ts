import { fileURLToPath } from 'node:url';

import { violations } from '../support/accessibility.js';
import { Chat } from '../support/chat.js';
import { expect, fastPace, test as base } from '../support/fixtures.js';
import { Firstword } from '../support/firstword.js';

const folder = fileURLToPath(new URL('../screenshots/', import.meta.url));
const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 320, height: 640 },
};

const test = base.extend<object, { readonly guarded: { server: Firstword; key: string } }>({
  guarded: [
    // eslint-disable-next-line no-empty-pattern -- the tool reads its needs from the pattern
    async ({}, use) => {
      const guarded = await Firstword.startWithKey();
      await use(guarded);
      await guarded.server.stop();
    },
    { scope: 'worker', timeout: 320_000 },
  ],
});

test('a server with keys asks for one, and the tab keeps it over a reload', async ({
  page,
  guarded: { server, key },
}) => {
  await server.simulator.setPace(fastPace);
  const chat = new Chat(page, server);
  await page.goto(server.url);
  await page.getByLabel('API key or token').fill('fw_wrong_key');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('does not accept');

  await page.getByLabel('API key or token').fill(key);
  await page.keyboard.press('Enter');
  await chat.send('Hello, it is me');
  await chat.expectAnswer('complete');
  await page.reload();
  await expect(chat.questions.first()).toContainText('Hello, it is me');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(chat.questions).toHaveCount(0);
});

for (const [device, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`signing in on a ${device} in ${colorScheme} colours`, async ({
      browser,
      guarded: { server, key },
    }) => {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      const picture = async (state: string): Promise<void> => {
        await page.screenshot({ path: `${folder}${state}-${device}-${colorScheme}.png` });
      };

      await page.goto(server.url);
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
      await picture('sign-in');
      expect(await violations(page)).toEqual([]);
      await page.getByLabel('API key or token').fill('fw_wrong_key');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('alert')).toBeVisible();
      await picture('sign-in-refused');
      expect(await violations(page)).toEqual([]);
      await page.getByLabel('API key or token').fill(key);
      await page.keyboard.press('Enter');
      await expect(page.getByText('Ask, and watch the answer being written.')).toBeVisible();
      if (device === 'phone') {
        await page.getByRole('button', { name: 'Show conversations' }).click();
      }
      await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
      await picture('signed-in');

      await context.close();
    });
  }
}
