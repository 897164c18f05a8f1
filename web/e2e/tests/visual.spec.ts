import { expect, test } from '../support/fixtures.js';
import { expectPicture, inBothColors } from '../support/looks.js';

test.use({ viewport: { width: 800, height: 720 } });

test('the start of a conversation matches its picture', async ({ chat, page }) => {
  await chat.open();

  await inBothColors(page, (color) => expectPicture(page.locator('.empty'), `empty-${color}`));
});

test('a pending answer matches its picture', async ({ chat, page, simulator }) => {
  await simulator.setPace({ firstTokenMs: 20_000, tokensPerSecond: 10, outputTokens: 10 });
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('pending');

  await inBothColors(page, async (color) => {
    await expectPicture(page.locator('.fw-skeleton').first(), `skeleton-${color}`);
    await expectPicture(chat.questions.first(), `question-${color}`);
  });
  await chat.stopButton.click();
  await chat.expectAnswer('cancelled');
});

test('a failed answer matches its picture', async ({ chat, page, simulator }) => {
  await simulator.injectFault('authentication');
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('error');

  const notice = chat.lastAnswer.locator('.fw-notice');
  await inBothColors(page, (color) => expectPicture(notice, `failure-${color}`));
});

test('the form of the studio matches its picture', async ({ firstword, page }) => {
  await page.goto(`${firstword.url}/studio`);

  await inBothColors(page, (color) => expectPicture(page.locator('.brief'), `brief-${color}`));
});

test('the switches of the playground match their picture', async ({ firstword, page }) => {
  await page.goto(`${firstword.url}/playground`);
  await page.getByText('Change the models and the techniques').click();

  await inBothColors(page, (color) =>
    expectPicture(page.locator('.controls'), `controls-${color}`),
  );
});

test('an empty list of documents matches its picture', async ({ chat, page }) => {
  await chat.open();
  await page.getByRole('button', { name: 'Documents' }).click();
  await expect(page.getByText('No documents yet.')).toBeVisible();

  await inBothColors(page, (color) =>
    expectPicture(page.getByRole('dialog'), `documents-${color}`),
  );
});
