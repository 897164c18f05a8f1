import type { Locator, Page } from '@playwright/test';

import { eventually } from '../support/eventually.js';
import { expect, test as base } from '../support/fixtures.js';
import { ToolPage } from '../support/tool-page.js';

/** What a reader sees while the model calls tools of the page, and how the calls end. */

const test = base.extend<{ readonly tools: ToolPage }>({
  tools: async ({ context, server, simulator }, use) => {
    await simulator.setPace({ firstTokenMs: 100, tokensPerSecond: 400, outputTokens: 40 });
    await simulator.setAgent([['weather', 'hours'], ['book']]);
    await use(await ToolPage.serve(context, server));
    await simulator.reset();
  },
});

/** Three model calls: two that ask for tools, and the answer. */
const modelCalls = 3;

function answerOf(page: Page): Locator {
  return page.getByRole('article', { name: 'Answer' }).last();
}

function lines(page: Page, state: string): Locator {
  return answerOf(page).locator(`.fw-tool[data-state=${state}]`);
}

async function ask(page: Page, { url }: { readonly url: string }): Promise<void> {
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Message' }).fill('When can I come?');
  await page.keyboard.press('Enter');
}

async function expectComplete(page: Page): Promise<void> {
  await expect(answerOf(page)).toHaveAttribute('data-state', 'complete', { timeout: 20_000 });
}

test('runs two tools at the same time, then a third, and answers with their results', async ({
  page,
  simulator,
  tools,
}) => {
  await ask(page, tools);

  await expect(lines(page, 'running')).toHaveCount(2);
  await expect(answerOf(page).locator('.fw-thinking')).toContainText('Using 2 tools');
  await expect(lines(page, 'running').locator('.fw-thinking-clock').first()).toHaveText(
    /^[1-9]\.[05] s$/,
  );
  await expectComplete(page);

  await expect(lines(page, 'finished')).toHaveCount(3);
  await expect(answerOf(page)).toContainText('sunny');
  await answerOf(page)
    .getByRole('button', { name: /weather/i })
    .click();
  await expect(answerOf(page).locator('.fw-tool-text').last()).toContainText('sunny');
  const notes = await tools.notes(page);
  expect(notes.filter((each) => each.endsWith('starts'))).toHaveLength(3);
  expect((await simulator.stats()).calls).toBe(modelCalls);
});

test('a server that is killed and restarted while tools run continues with their results', async ({
  broken,
  context,
  page,
  simulator,
}) => {
  test.setTimeout(400_000);
  await simulator.setPace({ firstTokenMs: 100, tokensPerSecond: 400, outputTokens: 40 });
  await simulator.setAgent([['weather', 'hours'], ['book']]);
  const tools = await ToolPage.serve(context, broken.server);
  await ask(page, { url: `${tools.url}?weather=4000&hours=5000` });
  await expect(lines(page, 'running')).toHaveCount(2);
  // A crash may lose the last second, so the test waits for more than that.
  await expect(lines(page, 'running').first()).toContainText('2.0 s');

  await broken.server.kill();
  await broken.server.restart();

  await expect(answerOf(page)).toHaveAttribute('data-state', 'complete', { timeout: 60_000 });
  await expect(lines(page, 'finished')).toHaveCount(3);
  await expect(answerOf(page)).toContainText('sunny');
  expect((await simulator.stats()).calls).toBe(modelCalls);
  await page.reload();
  await expectComplete(page);
  await expect(answerOf(page)).toContainText('sunny');
  await simulator.reset();
});

test('a reload while tools run loses nothing, and calls no model twice', async ({
  page,
  simulator,
  tools,
}) => {
  await ask(page, tools);
  await expect(lines(page, 'running')).toHaveCount(2);

  await page.reload();

  await expect(lines(page, 'running').first()).toBeVisible();
  await expectComplete(page);
  const calls = (await tools.notes(page)).map((each) => each.split(' ').slice(0, 2).join(' '));
  expect(new Set(calls).size).toBe(3);
  expect((await simulator.stats()).calls).toBe(modelCalls);

  await page.reload();
  await expectComplete(page);
  await answerOf(page).getByRole('button', { name: 'Used 2 tools' }).click();
  await expect(lines(page, 'finished')).toHaveCount(3);
  expect((await simulator.stats()).calls).toBe(modelCalls);
});

test('a reload after a tool does not run it again', async ({ page, tools }) => {
  await ask(page, tools);
  await expect(lines(page, 'finished')).toHaveCount(2);

  await page.reload();
  await expectComplete(page);

  const started = (await tools.notes(page)).filter((each) => each.endsWith('starts'));
  expect(started.filter((each) => !each.startsWith('book'))).toHaveLength(2);
});

test('stop aborts the tools and ends the turn', async ({ page, simulator, tools }) => {
  await ask(page, tools);
  await expect(lines(page, 'running')).toHaveCount(2);

  await page.getByRole('button', { name: 'Stop' }).click();

  await eventually(async () => {
    const notes = await tools.notes(page);
    return notes.filter((each) => each.endsWith('is aborted')).length;
  }).toBe(2);
  await expect(answerOf(page)).toHaveAttribute('data-state', 'cancelled');
  await expect(lines(page, 'stopped')).toHaveCount(2);
  expect((await simulator.stats()).calls).toBe(1);
});

test('a second tab shows the same lines, and runs nothing', async ({ page, tools }) => {
  await ask(page, tools);
  await expect(lines(page, 'running')).toHaveCount(2);

  const second = await tools.openSecondTab(page);

  await expect(lines(second, 'running').first()).toBeVisible();
  await expectComplete(page);
  await expectComplete(second);
  await expect(lines(second, 'finished')).toHaveCount(3);
  const started = (await tools.notes(page)).filter((each) => each.endsWith('starts'));
  expect(started).toHaveLength(3);
});
