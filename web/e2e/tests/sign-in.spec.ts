import { Chat } from '../support/chat.js';
import { expect, fastPace, test } from '../support/fixtures.js';

test('a server with keys asks for one, and the tab keeps it across reloads', async ({
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
  await expect(page.getByText('Ask, and watch the answer being written.')).toBeVisible();
  await chat.send('Hello, it is me');
  await chat.expectAnswer('complete');
  await page.reload();
  await expect(chat.questions.first()).toContainText('Hello, it is me');

  await page.setViewportSize({ width: 320, height: 640 });
  await page.getByRole('button', { name: 'Show conversations' }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1_280, height: 800 });

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(chat.questions).toHaveCount(0);
});
