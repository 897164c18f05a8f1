import { eventually } from '../support/eventually.js';
import { endlessPace, expect, test } from '../support/fixtures.js';
import { ToolPage } from '../support/tool-page.js';

/** One turn with every state: thinking, running tools, writing. */

const modelCalls = 3;

test('a reload in each state of one turn loses nothing, and calls no model twice', async ({
  context,
  page,
  server,
  simulator,
}) => {
  await simulator.setPace({ ...endlessPace, firstTokenMs: 100, outputTokens: 150 });
  await simulator.setAgent([['weather', 'hours'], ['book']]);
  await simulator.setThinking({ ms: 1_500, display: 'summarized' });
  const tools = await ToolPage.serve(context, server);
  const answer = page.getByRole('article', { name: 'Answer' }).last();
  const text = answer.locator('.fw-markdown');
  await page.goto(tools.url);
  await page.getByRole('textbox', { name: 'Message' }).fill('When can I come?');
  await page.keyboard.press('Enter');

  await expect(answer.locator('.fw-running-thought')).toBeVisible();
  await expect(page).toHaveURL(/conversation=/);
  await page.reload();
  await expect(answer.locator('.fw-running-thought')).toBeVisible();

  await expect(answer.locator('.fw-tool[data-state=running]')).toHaveCount(2);
  await page.reload();
  await expect(answer.locator('.fw-tool[data-state=running]').first()).toBeVisible();

  await eventually(async () => (await text.allInnerTexts()).join('').length).toBeGreaterThan(60);
  const before = (await text.allInnerTexts()).join('');
  await page.reload();
  await expect(text).not.toBeEmpty();
  await expect(answer).toHaveAttribute('data-state', 'complete', { timeout: 20_000 });

  await answer.getByRole('button', { name: 'Used 2 tools' }).click();
  await expect(answer.locator('.fw-tool[data-state=finished]')).toHaveCount(3);
  expect((await text.allInnerTexts()).join('')).toContain(before.slice(0, 60));
  const calls = (await tools.notes(page)).map((each) => each.split(' ').slice(0, 2).join(' '));
  expect(new Set(calls).size).toBe(3);
  expect((await simulator.stats()).calls).toBe(modelCalls);
  await simulator.reset();
});
