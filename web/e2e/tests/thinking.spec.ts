import { eventually } from '../support/eventually.js';
import { expect, test } from '../support/fixtures.js';

/** What a reader sees while a model thinks, and what remains of it. */

const running = '.fw-running-thought';

test.beforeEach(async ({ simulator }) => {
  await simulator.setPace({ firstTokenMs: 100, tokensPerSecond: 400, outputTokens: 40 });
});

test.afterEach(async ({ simulator }) => {
  await simulator.reset();
});

test('shows what the model thinks about, then for how long it thought, also after a reload', async ({
  chat,
  page,
  simulator,
}) => {
  await simulator.setThinking({ ms: 4_000, display: 'raw' });
  await chat.open();
  await chat.send('Which of the two is better?');

  const line = chat.lastAnswer.locator(running);
  await expect(line).toContainText('Thinking');
  await expect(line.locator('.fw-thinking-headline')).not.toBeEmpty();
  await expect(line.getByRole('timer')).toContainText(/[12]\.[05] s/);
  await expect(chat.lastAnswer.locator('.fw-thinking-mark')).toHaveCount(1);
  await chat.expectAnswer('complete');

  await expect(line).toHaveCount(0);
  await expect(chat.lastAnswer).toContainText(/Thought for [345] s/);
  await page.reload();
  await expect(chat.lastAnswer).toContainText(/Thought for [345] s/);
});

test('keeps a thought over a reload', async ({ chat, page, simulator }) => {
  await simulator.setThinking({ ms: 5_000, display: 'omitted' });
  await chat.open();
  await chat.send('Will you keep it?');
  const clock = chat.lastAnswer.getByRole('timer');
  await expect(clock).toContainText(/[12]\.[05] s/);

  await page.reload();

  // It counts from the start of the thought, not from the reload.
  await expect(clock).toContainText(/[1-4]\.[05] s/);
  await chat.expectAnswer('complete');
  await expect(chat.lastAnswer).toContainText(/Thought for [456] s/);
  expect((await simulator.stats()).calls).toBe(1);
});

test('counts the tokens of a thought that is not shown', async ({ chat, simulator }) => {
  await simulator.setThinking({ ms: 3_500, display: 'counts' });
  await chat.open();
  await chat.send('How much is it?');

  await expect(chat.lastAnswer.locator(running)).toContainText(/about [\d,]+ tokens/i);
  await chat.expectAnswer('complete');
});

test('stops during a thought, and closes the call', async ({ chat, simulator }) => {
  await simulator.setThinking({ ms: 60_000, display: 'omitted' });
  await chat.open();
  await chat.send('Will you stop?');
  await expect(chat.lastAnswer.locator(running)).toBeVisible();

  await chat.stopButton.click();

  await chat.expectAnswer('cancelled');
  await eventually(async () => (await simulator.stats()).closed_by_client).toBe(1);
  await expect(chat.lastAnswer.locator(running)).toHaveCount(0);
});

test('shows the same thought in a second tab', async ({ chat, context, page, simulator }) => {
  await simulator.setThinking({ ms: 4_000, display: 'raw' });
  await chat.open();
  await chat.send('Who else reads this?');
  await expect(chat.lastAnswer.locator('.fw-thinking-headline')).toBeVisible();

  const other = await context.newPage();
  await other.goto(page.url());

  await expect(other.locator('.fw-thinking-headline')).toBeVisible();
  await chat.expectAnswer('complete');
  await expect(other.locator('.fw-assistant-message[data-state=complete]')).toHaveCount(1);
  expect((await simulator.stats()).calls).toBe(1);
});
