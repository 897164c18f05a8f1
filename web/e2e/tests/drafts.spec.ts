import { expect, fastPace, test } from '../support/fixtures.js';

/** How a message is kept before, while and after it is sent. */

test('a draft survives a reload, and belongs to its conversation', async ({ chat, page }) => {
  await chat.open();
  await chat.field.fill('Half a thou');
  await page.reload();
  await expect(chat.field).toHaveValue('Half a thou');

  await chat.field.press('Enter');
  await chat.expectAnswer('complete');
  await expect(chat.field).toHaveValue('');
  await chat.field.fill('Another thought');
  await page.getByRole('link', { name: 'New conversation' }).click();
  await expect(chat.field).toHaveValue('');
  await page.goBack();

  await expect(chat.field).toHaveValue('Another thought');
});

test('a pasted text of 30,000 characters leaves room for its answer', async ({
  chat,
  page,
  simulator,
}) => {
  await simulator.setPace(fastPace);
  const text = 'A row of the pasted table.\n'.repeat(1_112);
  await chat.open();
  await chat.field.fill(text);
  expect((await chat.field.boundingBox())?.height).toBeLessThan(400);

  await chat.field.press('Enter');
  await chat.expectAnswer('complete');
  expect((await chat.questions.boundingBox())?.height).toBeLessThan(320);
  await expect(chat.lastAnswer).toBeInViewport();
  await page.getByRole('button', { name: 'Show all' }).click();

  expect((await chat.questions.boundingBox())?.height).toBeGreaterThan(10_000);
});

test('a message that is sent offline says so once, and leaves when the device is back', async ({
  chat,
  page,
}) => {
  await chat.open();
  // What is still being loaded would fail, and say so.
  await page.waitForLoadState('networkidle');
  await page.context().setOffline(true);
  await chat.send('How does memory affect AWS Lambda?');

  await expect(chat.lastAnswer.locator('.fw-notice')).toHaveText(
    'You are offline. Your message is sent when you are back online.',
  );
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByText('could not be loaded')).toHaveCount(0);
  await expect(page.locator('.answer-footer')).toBeHidden();
  await page.context().setOffline(false);
  await chat.expectAnswer('complete');

  await expect(chat.questions).toHaveCount(1);
  await expect(page.locator('.fw-notice')).toHaveCount(0);
});
