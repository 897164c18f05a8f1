import { violations } from '../support/accessibility.js';
import { expect, fastPace, test } from '../support/fixtures.js';
import { inBothColors } from '../support/looks.js';

test('a conversation has no axe violations: empty, pending and complete', async ({
  chat,
  page,
  simulator,
}) => {
  await chat.open();
  await inBothColors(page, async () => {
    expect(await violations(page)).toEqual([]);
  });

  await simulator.setPace({ firstTokenMs: 20_000, tokensPerSecond: 10, outputTokens: 10 });
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('pending');
  await expect(chat.lastAnswer.locator('.fw-thinking-label')).not.toBeEmpty();
  await inBothColors(page, async () => {
    expect(await violations(page)).toEqual([]);
  });
  // With reduced motion, skeletons do not move.
  const moving = await page.evaluate(
    () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
  );
  expect(moving).toBe(0);
  await chat.stopButton.click();
  await chat.expectAnswer('cancelled');

  await simulator.setPace(fastPace);
  await chat.send('Compare three ways to plot an ECDF in Python, in a table');
  await chat.expectAnswer('complete');
  await inBothColors(page, async () => {
    expect(await violations(page)).toEqual([]);
  });
});

test('a failed answer has no axe violations', async ({ chat, page, simulator }) => {
  // Fails at once: the server waits for a model that is overloaded.
  await simulator.injectFault('authentication');
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('error');

  await inBothColors(page, async () => {
    expect(await violations(page)).toEqual([]);
  });
});

test('the drawer on a phone has no axe violations', async ({ chat, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await chat.open();
  await page.getByRole('button', { name: 'Show conversations' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();

  await inBothColors(page, async () => {
    expect(await violations(page)).toEqual([]);
  });
});
