import type { Page } from '@playwright/test';

import { violations } from '../support/accessibility.js';
import { Chat } from '../support/chat.js';
import { endlessPace, expect, fastPace, test } from '../support/fixtures.js';
import { inBothColors } from '../support/looks.js';

/** Messages that are sent during an answer: visible, revocable, and sent once, in their order. */

const waiting = (page: Page) => page.getByRole('group', { name: 'Queued messages' });

const questionsOf = async (chat: Chat): Promise<string[]> =>
  (await chat.storedMessages(20)).filter(({ role }) => role === 'user').map(({ text }) => text);

test.beforeEach(async ({ simulator }) => {
  await simulator.setPace(endlessPace);
});

test('messages that are sent during an answer wait for its end, and then leave one by one', async ({
  chat,
  page,
  simulator,
}) => {
  await chat.open();
  await chat.send('One?');
  await chat.expectAnswer('streaming');

  await chat.send('Two?');
  await chat.send('Three?');
  await expect(chat.field).toHaveValue('');
  await expect(waiting(page).getByRole('listitem')).toHaveText([/Two\?/, /Three\?/]);
  await inBothColors(page, async () => {
    expect(await violations(page)).toEqual([]);
  });
  await expect(chat.questions).toHaveCount(1);
  await simulator.setPace(fastPace);
  await chat.stopButton.click();

  await expect(chat.questions).toHaveCount(3);
  await expect(waiting(page)).toHaveCount(0);
  await chat.expectAnswer('complete');
  expect(await questionsOf(chat)).toEqual(['One?', 'Two?', 'Three?']);
});

test('a message that waits is taken back by keyboard, and can be removed', async ({
  chat,
  page,
  simulator,
}) => {
  await chat.open();
  await chat.send('One?');
  await chat.expectAnswer('streaming');
  await chat.send('Two?');
  await chat.send('Three?');

  await chat.field.press('Escape');
  await expect(chat.field).toHaveValue('Three?');
  await page.getByRole('button', { name: 'Remove “Two?”' }).click();
  await expect(waiting(page)).toHaveCount(0);
  await simulator.setPace(fastPace);
  await chat.stopButton.click();
  await chat.expectAnswer('cancelled');

  expect(await questionsOf(chat)).toEqual(['One?']);
  await expect(chat.field).toHaveValue('Three?');
});

test('what waits survives a reload, is seen by a second tab, and is sent once', async ({
  chat,
  context,
  page,
  server,
  simulator,
}) => {
  await chat.open();
  await chat.send('One?');
  await chat.expectAnswer('streaming');
  await chat.send('Two?');
  const second = new Chat(await context.newPage(), server);
  await second.page.goto(page.url());
  await second.expectAnswer('streaming');
  await expect(waiting(second.page)).toContainText('Two?');

  await second.send('Three?');
  await expect(waiting(page).getByRole('listitem')).toHaveText([/Two\?/, /Three\?/]);
  await page.reload();
  await expect(waiting(page).getByRole('listitem')).toHaveText([/Two\?/, /Three\?/]);
  await chat.expectAnswer('streaming');
  await simulator.setPace(fastPace);
  await chat.stopButton.click();

  for (const tab of [chat, second]) {
    await expect(tab.questions).toHaveText([/One\?/, /Two\?/, /Three\?/], { timeout: 20_000 });
    await expect(waiting(tab.page)).toHaveCount(0);
    await tab.expectAnswer('complete');
  }
  expect(await questionsOf(chat)).toEqual(['One?', 'Two?', 'Three?']);
});

test('what waits for an answer whose server dies is held back, and sent once afterwards', async ({
  broken,
  page,
}) => {
  test.setTimeout(300_000);
  const chat = new Chat(page, broken.server);
  await broken.server.simulator.setPace({ ...endlessPace, tokensPerSecond: 30 });
  await chat.open();
  await chat.send('One?');
  await chat.expectAnswer('streaming');
  await chat.send('Two?');
  // A crash may lose the text of the last second, and an answer without text cannot be continued.
  await expect
    .poll(async () => (await chat.lastAnswer.innerText()).length, { timeout: 20_000 })
    .toBeGreaterThan(200);

  await broken.server.kill();
  await broken.server.restart();
  await chat.expectAnswer('error', 90_000);
  await expect(waiting(page)).toContainText('Waiting, because the last answer failed.');
  expect(await questionsOf(chat)).toEqual(['One?']);
  await broken.server.simulator.setPace(fastPace);
  await page.reload();
  await page.getByRole('button', { name: 'Send now' }).click();

  await chat.expectAnswer('complete');
  expect(await questionsOf(chat)).toEqual(['One?', 'Two?']);
});
