import { violations } from '../support/accessibility.js';
import { expect, fastPace, test } from '../support/fixtures.js';
import type { Firstword } from '../support/firstword.js';
import { expectAccessible, inEveryLook } from '../support/looks.js';
import { eventually } from '../support/eventually.js';

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
  await expect(page.getByRole('slider', { name: /first token/ })).toHaveValue('300');

  await page.getByRole('button', { name: 'Run both' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run both' })).toBeVisible({ timeout: 40_000 });

  const results = page.getByRole('table', { name: 'Measured on this screen' });
  await expect(results).not.toContainText('–');
  for (const side of ['The spinner', 'Firstword']) {
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

  await page.getByRole('slider', { name: /first token/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('checkbox', { name: 'Quick summary first' }).focus();
  await page.keyboard.press('Space');

  await expect(page).toHaveURL(/firstTokenMs=800/);
  await page.reload();
  await expect(page.getByRole('slider', { name: /first token/ })).toHaveValue('800');
  await expect(page.getByRole('checkbox', { name: 'Quick summary first' })).not.toBeChecked();
});
