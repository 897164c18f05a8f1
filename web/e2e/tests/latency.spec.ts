import type { Locator, Page } from '@playwright/test';

import { violations } from '../support/accessibility.js';
import { expect, fastPace, test } from '../support/fixtures.js';
import { Firstword } from '../support/firstword.js';
import { expectAccessible, inEveryLook } from '../support/looks.js';
import { askQuestions, askMinTurns } from '../support/ask-questions.js';

/** The interval at which the page polls the figures of ten minutes. */
const refreshMs = 5_000;

const figures = (page: Page): Locator => page.getByRole('table', { name: 'Percentiles' });

test.beforeEach(async ({ simulator }) => {
  await simulator.setPace({ firstTokenMs: 30, tokensPerSecond: 1_000, outputTokens: 20 });
});

test('before the first turn, the pages say so and suggest a next step', async ({ page }) => {
  const server = await Firstword.start();
  try {
    await page.goto(`${server.url}/latency?window=1m`);
    await expect(page.getByText(/^No turns in the last minute/)).toBeVisible();
    expect(await violations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Show 24 hours' }).click();
    await expect(page).toHaveURL(/window=24h/);

    await page.goto(`${server.url}/latency/diagnosis`);
    await expect(page.getByText(/recommendations need 30/)).toBeVisible();
    await page.goto(`${server.url}/latency/levels`);
    await expect(page.getByText('Nothing has fired in the last 24 hours.')).toBeVisible();
    await expect(page.getByRole('table', { name: 'Service level objectives' })).toContainText(
      'Too few turns',
    );
  } finally {
    await server.stop();
  }
});

test('percentiles are shown live with their history, and no mean', async ({ firstword, page }) => {
  await askQuestions(firstword, 3);
  await page.clock.install();
  await page.goto(`${firstword.url}/latency?window=10m`);
  const row = figures(page).getByRole('row', { name: /^First text \d/ });
  await expect(row).toBeVisible();
  const turns = page.locator('.group-turns b');
  const before = Number(await turns.innerText());

  await askQuestions(firstword, 2);

  await expect(async () => {
    await page.clock.fastForward(refreshMs);
    await expect(turns).toHaveText(String(before + 2), { timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole('img', { name: /^Chart of First text/ })).toBeVisible();
  await page.getByText('Show as a table').click();
  await expect(page.locator('.history-table tbody tr').first()).toBeVisible();
  await expect(page.getByText(/\b(average|mean|avg)\b/i)).toHaveCount(0);
});

test('the verdict comes first, and is in the first window of a phone', async ({
  firstword,
  page,
}) => {
  await askQuestions(firstword, 2);
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(`${firstword.url}/latency?window=24h`);

  const verdict = page.getByRole('region', { name: 'Verdict' });
  await expect(verdict).toBeInViewport({ ratio: 1 });
  await expect(page.locator('.tile')).toHaveText([
    /First text.*target 95 %/,
    /Longest silence/,
    /Failures.*allowed/,
  ]);
  await expect(
    page.getByRole('table', { name: 'Median of first text' }).getByRole('row', {
      name: /^First token/,
    }),
  ).toBeAttached();
  await expect(page.getByText(/critical path of the median turn/)).toBeVisible();
});

test('failed turns have a filter, and say why they failed', async ({
  firstword,
  page,
  simulator,
}) => {
  await askQuestions(firstword, 1);
  await simulator.injectFault('authentication');
  await askQuestions(firstword, 1);
  await simulator.clearFaults();
  await page.goto(`${firstword.url}/latency/turns`);

  await page
    .locator('.choice label')
    .filter({ hasText: /^Failed$/ })
    .click();

  await expect(page).toHaveURL(/outcome=failed/);
  const rows = page.getByRole('table', { name: 'Slowest turns' }).locator('tbody tr');
  await expect(rows).not.toHaveCount(0);
  await expect(rows.filter({ hasText: 'Done' })).toHaveCount(0);
  await expect(rows.first()).toContainText(/Failed\s*[a-z_]+/);
});

test('measure and group can be chosen by keyboard, and are part of the link', async ({
  firstword,
  page,
}) => {
  await askQuestions(firstword, 2);
  await page.goto(`${firstword.url}/latency?window=24h`);

  await figures(page).getByRole('button', { name: 'Total', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Total, all turns' })).toBeVisible();
  await page.getByRole('radio', { name: 'Model' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Tenant' })).toBeChecked();
  await page.getByRole('button', { name: 'local' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Total, local' })).toBeVisible();

  await page.reload();
  await expect(page.getByRole('heading', { name: 'Total, local' })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Chart of Total/ })).toBeVisible();
});

test('an answer leads to its waterfall, from the browser to the model', async ({ chat, page }) => {
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('complete');

  await chat.lastAnswer.getByRole('button', { name: /Where the time went/ }).click();
  const small = chat.lastAnswer.getByRole('table', { name: 'Where the time went' });
  await expect(small.getByRole('row', { name: /^First token/ })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.getByRole('link', { name: 'From the click to the last word' }).click();
  await expect(page).toHaveURL(/\/latency\/turns\/turn_/);
  await expect(page.getByRole('row', { name: /^Call to claude/ })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.getByRole('link', { name: 'Slowest turns' }).first().click();
  await expect(page.getByRole('table', { name: 'Slowest turns' })).toBeVisible();
});

test('an unknown turn is reported as such', async ({ firstword, page }) => {
  await page.goto(`${firstword.url}/latency/turns/turn_nowhere`);

  await expect(page.getByText('This turn is not available.')).toBeVisible();
});

test('the slowest turn comes first, for every measure', async ({ firstword, page, simulator }) => {
  await askQuestions(firstword, 2);
  // Longer than any turn of another test that this server has answered.
  await simulator.setPace({ firstTokenMs: 1_500, tokensPerSecond: 1_000, outputTokens: 20 });
  await askQuestions(firstword, 1);

  await page.goto(`${firstword.url}/latency/turns`);
  await page
    .locator('.choice label')
    .filter({ hasText: /^First text$/ })
    .click();

  const rows = page.getByRole('table', { name: 'Slowest turns' }).locator('tbody tr');
  await expect(page).toHaveURL(/slowness=ttft_ms/);
  // The rows of the measure before stay until those of this one have arrived.
  await expect(rows.first()).toContainText(/1\.[5-9]\d* s/);
  await rows.first().getByRole('link').click();
  await expect(page.getByRole('row', { name: /^First token/ })).toContainText(/1\.[5-9]\d* s/);
});

test('figures that cannot be refreshed stay, with a notice', async ({ firstword, page }) => {
  await askQuestions(firstword, 1);
  await page.clock.install();
  await page.goto(`${firstword.url}/latency?window=10m`);
  await expect(figures(page)).toBeVisible();

  await page.route('**/api/latency?*', (route) => route.abort());
  await page.clock.fastForward(refreshMs);
  await expect(page.getByText(/These are the last figures/)).toBeVisible();
  await expect(figures(page)).toBeVisible();

  await page.unroute('**/api/latency?*');
  await page.getByRole('status').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText(/These are the last figures/)).toHaveCount(0);
});

test('figures that never loaded show an error with a way out', async ({ firstword, page }) => {
  await page.route('**/api/latency?*', (route) => route.abort());
  await page.goto(`${firstword.url}/latency`);
  await expect(page.getByText('The figures could not be loaded.')).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.unroute('**/api/latency?*');
  await page.getByRole('button', { name: 'Try again' }).click();

  await expect(page.getByText('The figures could not be loaded.')).toHaveCount(0);
});

test('the chat page does not load the charts', async ({ chat, page }) => {
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.url());
  });

  await chat.open();

  expect(scripts.filter((url) => url.includes('latency'))).toEqual([]);
});

test('no latency page has axe violations, in either color scheme, at any width', async ({
  firstword,
  page,
}) => {
  test.setTimeout(120_000);
  await askMinTurns(firstword);
  for (const [path, table] of [
    ['', 'Percentiles'],
    ['/turns', 'Slowest turns'],
    ['/levels', 'Service level objectives'],
  ] as const) {
    await page.goto(`${firstword.url}/latency${path}`);
    await expect(page.getByRole('table', { name: table })).toBeVisible();
    await inEveryLook(page, (look) => expectAccessible(page, look));
  }
  await page.goto(`${firstword.url}/latency/diagnosis`);
  await expect(page.getByText('Is the first text late, or the total?')).toBeVisible();
  await inEveryLook(page, (look) => expectAccessible(page, look));
});

test('sequential phases are the first recommendation, with configuration line and saving', async ({
  page,
}) => {
  test.setTimeout(400_000);
  const server = await Firstword.startWith({ latency_injection: { enabled: true } });
  try {
    await server.simulator.setPace(fastPace);
    await server.write('POST', '/api/documents', { text: 'Everybody has 25 days of vacation.' });
    await server.write('PUT', '/api/lab', {
      delay: { history: '500ms', search: '500ms' },
      sequential: true,
    });
    await askMinTurns(server);

    await page.goto(`${server.url}/latency/diagnosis`);

    const leaf = page.locator('#leaf-sequential_phases');
    await expect(leaf).toHaveAttribute('data-lit', '');
    await expect(leaf.locator('code').first()).toHaveText('latency_injection.sequential: false');
    await expect(leaf.getByText(/^−\d+ ms at p50/).first()).toBeVisible();
    await expect(page.locator('.tree-node[data-lit] > .tree-answer').nth(1)).toContainText(
      'first text',
    );
    expect(await violations(page)).toEqual([]);
  } finally {
    await server.stop();
  }
});
