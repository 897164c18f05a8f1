import type { Locator } from '@playwright/test';

import { expect, test } from '../support/fixtures.js';

/**
 * Parts with constant content, as reviewed by a person. The page brings its typeface; differences in
 * antialiasing between browser builds are tolerated.
 */
async function expectUnchanged(part: Locator, name: string): Promise<void> {
  await expect(part).toHaveScreenshot(`${name}.png`, {
    animations: 'disabled',
    caret: 'hide',
    maxDiffPixelRatio: 0.03,
    threshold: 0.3,
  });
}

test.use({ viewport: { width: 800, height: 720 } });

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.beforeEach(async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    });

    test('what a conversation begins with', async ({ chat, page }) => {
      await chat.open();
      await expectUnchanged(page.locator('.empty'), `empty-${colorScheme}`);
    });

    test('an answer that is awaited', async ({ chat, page, simulator }) => {
      await simulator.setPace({ firstTokenMs: 20_000, tokensPerSecond: 10, outputTokens: 10 });
      await chat.open();
      await chat.send('How does memory affect AWS Lambda?');
      await chat.expectAnswer('pending');
      await expectUnchanged(page.locator('.fw-skeleton').first(), `skeleton-${colorScheme}`);
      await expectUnchanged(chat.questions.first(), `question-${colorScheme}`);
      await chat.stopButton.click();
      await chat.expectAnswer('cancelled');
    });

    test('an answer that failed', async ({ chat, simulator }) => {
      await simulator.injectFault('authentication');
      await chat.open();
      await chat.send('How does memory affect AWS Lambda?');
      await chat.expectAnswer('error');
      await expectUnchanged(chat.lastAnswer.locator('.fw-notice'), `failure-${colorScheme}`);
    });

    test('the form of the studio', async ({ firstword, page }) => {
      await page.goto(`${firstword.url}/studio`);
      await expectUnchanged(page.locator('.brief'), `brief-${colorScheme}`);
    });

    test('the switches of the playground', async ({ firstword, page }) => {
      await page.goto(`${firstword.url}/playground`);
      await expectUnchanged(page.locator('.controls'), `controls-${colorScheme}`);
    });

    test('documents, before there are any', async ({ chat, page }) => {
      await chat.open();
      await page.getByRole('button', { name: 'Documents' }).click();
      await expect(page.getByText('There are none yet.')).toBeVisible();
      await expectUnchanged(page.getByRole('dialog'), `documents-${colorScheme}`);
    });
  });
}
