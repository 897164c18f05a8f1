import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { expect, steadyPace, test as base } from '../support/fixtures.js';
import { ChildServer } from '../support/child-server.js';

const folder = fileURLToPath(new URL('../../next/', import.meta.url));
/** The compressed size of all scripts of the page, including React and Next.js. */
const maxPageBytes = 260 * 1024;

const test = base.extend<object, { readonly app: string }>({
  app: [
    async ({ firstword }, use) => {
      const next = await ChildServer.start(
        process.execPath,
        ['node_modules/next/dist/bin/next', 'start', '--port', '0', '--hostname', '127.0.0.1'],
        { cwd: folder, env: { FIRSTWORD_URL: firstword.url, NEXT_TELEMETRY_DISABLED: '1' } },
      );
      await use(next.url);
      await next.stop();
    },
    { scope: 'worker', timeout: 320_000 },
  ],
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('the server-rendered page is complete and styled', async ({ app, page }) => {
    await page.goto(app);

    await expect(page.getByRole('heading', { name: 'Ask the bakery' })).toBeVisible();
    await expect(page.locator('.fw-answer strong')).toHaveText('from four');
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
    await expect(page.locator('.fw-composer')).not.toHaveCSS('display', 'block');
  });
});

test('a turn through the application survives a reload without warnings', async ({
  app,
  page,
  simulator,
}) => {
  const said: string[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'info') said.push(message.text());
  });
  page.on('pageerror', ({ message }) => said.push(message));
  await simulator.setPace(steadyPace);
  await page.goto(app);
  const question = page.getByRole('article', { name: 'Your message' });
  const answer = page.getByRole('log').getByRole('article', { name: 'Answer' });

  await page.getByRole('textbox', { name: 'Message' }).fill('When do you bake?');
  await page.keyboard.press('Enter');
  await expect(question).toHaveText('When do you bake?');
  await expect(answer).toHaveAttribute('data-state', 'streaming');
  await expect.poll(async () => (await answer.innerText()).length).toBeGreaterThan(80);
  await page.reload();

  await expect(answer).toHaveAttribute('data-state', 'complete');
  await expect(question).toHaveText('When do you bake?');
  expect((await simulator.stats()).calls).toBe(1);
  expect(said).toEqual([]);
});

test('stopping an answer through the application closes the model call', async ({
  app,
  page,
  simulator,
}) => {
  await simulator.setPace({ ...steadyPace, outputTokens: 6_000 });
  await page.goto(app);
  await page.getByRole('textbox', { name: 'Message' }).fill('Tell me everything');
  await page.keyboard.press('Enter');
  const answer = page.getByRole('log').getByRole('article', { name: 'Answer' });
  await expect(answer).toHaveAttribute('data-state', 'streaming');

  await page.getByRole('button', { name: 'Stop' }).click();

  await expect(answer).toHaveAttribute('data-state', 'cancelled');
  await expect.poll(async () => (await simulator.stats()).closed_by_client).toBe(1);
});

test('the page has not grown', async ({ app, page }) => {
  const scripts = new Set<string>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('.js')) scripts.add(pathname.replace('/_next/', '.next/'));
  });
  await page.goto(app, { waitUntil: 'networkidle' });

  const bytes = [...scripts].map((path) => gzipSync(readFileSync(join(folder, path))).length);
  const loaded = bytes.reduce((sum, each) => sum + each, 0);
  console.log(
    `${String(scripts.size)} scripts, ${String(Math.round(loaded / 1024))} KB compressed`,
  );
  expect(readdirSync(join(folder, '.next/static')).length).toBeGreaterThan(0);
  expect(loaded).toBeLessThan(maxPageBytes);
});
