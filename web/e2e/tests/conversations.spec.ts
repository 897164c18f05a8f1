import type { Page } from '@playwright/test';

import { violations } from '../support/accessibility.js';
import { expect, test } from '../support/fixtures.js';
import { inBothColors } from '../support/looks.js';

/** The list of conversations, and what can be done with a message of one. */

const layoutShifts = async (page: Page): Promise<() => Promise<number>> => {
  await page.evaluate(() => {
    const shifts = { sum: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[]) {
        if (!entry.hadRecentInput) shifts.sum += entry.value;
      }
    }).observe({ type: 'layout-shift' });
  });
  return () => page.evaluate(() => (window as unknown as { shifts: { sum: number } }).shifts.sum);
};

test('an edited question takes the place of the turns after it, also after a reload', async ({
  chat,
  page,
  simulator,
}) => {
  await chat.open();
  await chat.send('What is a fragment?');
  await chat.expectAnswer('complete');
  await chat.send('And a portal?');
  await chat.expectAnswer('complete');
  const shifts = await layoutShifts(page);

  await chat.questions.first().hover();
  await chat.questions.first().getByRole('button', { name: 'Edit' }).click();
  const editor = page.getByRole('textbox', { name: 'Edited message' });
  await expect(editor).toBeFocused();
  await inBothColors(page, async () => {
    expect(await violations(page)).toEqual([]);
  });
  await editor.fill('What is a suspense boundary?');
  await editor.press('Enter');
  await chat.expectAnswer('complete');

  await expect(chat.questions).toHaveCount(1);
  await expect(chat.questions).toContainText('What is a suspense boundary?');
  await expect(chat.field).toBeFocused();
  expect(await shifts()).toBeLessThan(0.02);
  await page.reload();
  await expect(chat.questions).toHaveCount(1);
  await expect(chat.answers).toHaveCount(1);
  expect((await simulator.stats()).calls).toBe(3);
});

test('another answer takes the place of the newest one', async ({ chat }) => {
  await chat.open();
  await chat.send('What is a fragment?');
  await chat.expectAnswer('complete');
  const before = (await chat.storedMessages(2)).at(-1)?.turn_id;

  await chat.lastAnswer.getByRole('button', { name: 'Answer again' }).click();
  await chat.expectAnswer('complete');

  await expect(chat.questions).toHaveCount(1);
  await expect(chat.answers).toHaveCount(1);
  const after = await chat.storedMessages(4);
  expect(after).toHaveLength(2);
  expect(after.at(-1)?.turn_id).not.toBe(before);
});

test('a conversation is found by what was said in it, and renamed by keyboard alone', async ({
  chat,
  page,
}) => {
  const word = `quokka${String(Date.now())}`;
  await chat.open();
  await chat.send(`Tell me of the ${word}`);
  await chat.expectAnswer('complete');
  await page.getByRole('link', { name: 'New conversation' }).click();
  await chat.send('Something else');
  await chat.expectAnswer('complete');

  const list = page.getByRole('navigation', { name: 'Conversations' });
  await page.getByRole('searchbox', { name: 'Search conversations' }).fill(word.toUpperCase());
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(list.getByRole('region', { name: 'Today' })).toBeVisible();
  await inBothColors(page, async () => {
    expect(await violations(page)).toEqual([]);
  });
  await list.getByRole('button', { name: /^Rename/ }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Marsupials');
  await page.keyboard.press('Enter');

  await expect(list.getByRole('link', { name: /^Marsupials/ })).toBeVisible();
  await expect(list.getByRole('button', { name: 'Rename “Marsupials”' })).toBeFocused();
  await page.reload();
  await expect(list.getByRole('link', { name: /^Marsupials/ })).toBeVisible();
});

test('runs of the playground are listed apart from chats', async ({ chat, page, server }) => {
  const message = `Played ${String(Date.now())}`;
  await server.write('POST', '/api/chat/stream', { message, origin: 'playground' });
  await chat.open();
  const list = page.getByRole('navigation', { name: 'Conversations' });
  await expect(page.getByText('Simulated models')).toBeVisible();
  await expect(list.getByRole('link', { name: message })).toHaveCount(0);

  await page.getByRole('combobox', { name: 'Filter by type' }).selectOption('Playground');

  await expect(list.getByRole('link', { name: message })).toBeVisible();
});

test('an answer that ends out of sight is announced in the title, until it is seen', async ({
  chat,
  page,
}) => {
  await chat.open();
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
  });
  await chat.send('What is a fragment?');
  await chat.expectAnswer('complete');
  await expect(page).toHaveTitle(/^Answer ready – /);

  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
    document.dispatchEvent(new Event('visibilitychange'));
  });

  await expect(page).toHaveTitle(/^What is a fragment\?/);
});

test('a notification needs consent, and can be switched off again', async ({
  chat,
  context,
  page,
  simulator,
}) => {
  await simulator.setPace({ firstTokenMs: 2_000, tokensPerSecond: 60, outputTokens: 60 });
  await context.grantPermissions(['notifications', 'clipboard-read', 'clipboard-write']);
  // The headless shell can show no notification, and so never asks for consent.
  await page.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
  });
  await chat.open();
  await chat.send('What is a fragment?');

  const button = page.getByRole('button', { name: 'Notify me when it is ready' });
  await button.click();
  const on = page.getByRole('button', { name: 'Notifications are on' });
  await expect(on).toHaveAttribute('aria-pressed', 'true');
  await on.click();

  await expect(button).toHaveAttribute('aria-pressed', 'false');
});
