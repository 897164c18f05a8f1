import { fileURLToPath } from 'node:url';

import { Chat } from '../support/chat.js';
import { expect, test } from '../support/fixtures.js';

const folder = fileURLToPath(new URL('../screenshots/', import.meta.url));
const question =
  'How can I plot the ECDF of a dataset with seaborn? Compare the options in a table.';
const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 320, height: 640 },
};

test.use({ times: { patience: '1s' } });

for (const [device, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`every state on a ${device} in ${colorScheme} colours`, async ({
      browser,
      firstword,
      simulator,
    }) => {
      test.setTimeout(120_000);
      const context = await browser.newContext({
        viewport,
        colorScheme,
        reducedMotion: 'reduce',
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      const page = await context.newPage();
      const chat = new Chat(page, firstword);
      const picture = async (state: string): Promise<void> => {
        await page.screenshot({ path: `${folder}${state}-${device}-${colorScheme}.png` });
      };

      await chat.open();
      await expect(page.getByText('Simulated models')).toBeVisible();
      await picture('empty');

      await simulator.setPace({ firstTokenMs: 900, tokensPerSecond: 150 });
      await chat.send(question);
      await chat.expectAnswer('pending');
      await expect(chat.lastAnswer.locator('.fw-thinking-label')).not.toBeEmpty();
      await picture('pending');
      await chat.expectAnswer('streaming');
      await expect
        .poll(async () => (await chat.lastAnswer.innerText()).length)
        .toBeGreaterThan(250);
      await picture('streaming');
      await chat.expectAnswer('complete');
      await picture('done');

      await chat.open();
      await chat.send(question);
      await chat.expectAnswer('streaming');
      await expect
        .poll(async () => (await chat.lastAnswer.innerText()).length)
        .toBeGreaterThan(200);
      await chat.stopButton.click();
      await chat.expectAnswer('cancelled');
      await picture('cancelled');

      await simulator.injectFault('cut', 40);
      await chat.open();
      await chat.send(question);
      await chat.expectAnswer('error');
      await picture('failed');

      await simulator.clearFaults();
      await simulator.setPace({ firstTokenMs: 10_000, tokensPerSecond: 80, outputTokens: 50 });
      await chat.open();
      await chat.send(question);
      await expect(chat.lastAnswer.locator('.fw-notice[data-kind="slow"]')).toBeVisible();
      await picture('slow');
      await chat.stopButton.click();
      await chat.expectAnswer('cancelled');
      await context.close();
    });
  }
}
