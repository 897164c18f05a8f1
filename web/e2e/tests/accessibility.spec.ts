import { violations } from '../support/accessibility.js';
import { expect, test } from '../support/fixtures.js';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test('axe finds nothing on an empty conversation', async ({ chat, page }) => {
      await chat.open();

      expect(await violations(page)).toEqual([]);
    });

    test('axe finds nothing while an answer is pending', async ({ chat, page, simulator }) => {
      await simulator.setPace({ firstTokenMs: 20_000, tokensPerSecond: 10, outputTokens: 10 });
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await chat.open();
      await chat.send('How does memory affect AWS Lambda?');
      await chat.expectAnswer('pending');

      expect(await violations(page)).toEqual([]);
      await chat.stopButton.click();
    });

    test('axe finds nothing on an answer that is done', async ({ chat, page }) => {
      await chat.open();
      await chat.send('Compare three ways to plot an ECDF in Python, in a table');
      await chat.expectAnswer('complete');

      expect(await violations(page)).toEqual([]);
    });

    test('axe finds nothing on an answer that failed', async ({ chat, page, simulator }) => {
      await simulator.injectFault('overloaded');
      await chat.open();
      await chat.send('How does memory affect AWS Lambda?');
      await chat.expectAnswer('error');

      expect(await violations(page)).toEqual([]);
    });

    test('axe finds nothing in the drawer of a phone', async ({ chat, page }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      await chat.open();
      await page.getByRole('button', { name: 'Show conversations' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();

      expect(await violations(page)).toEqual([]);
    });
  });
}

test('a skeleton is still where motion is unwelcome', async ({ chat, page, simulator }) => {
  await simulator.setPace({ firstTokenMs: 20_000, tokensPerSecond: 10, outputTokens: 10 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('pending');

  const moving = await page.evaluate(
    () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
  );
  expect(moving).toBe(0);
  await chat.stopButton.click();
});
