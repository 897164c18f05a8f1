import type { ProxiedStack } from '../support/proxied-stack.js';
import { Chat } from '../support/chat.js';
import { expect, steadyPace, test as base } from '../support/fixtures.js';
import { eventually } from '../support/eventually.js';

const test = base.extend<{ readonly wired: Chat }>({
  wired: async ({ page, broken, simulator }, use) => {
    broken.models.restore();
    broken.network.restore();
    await simulator.setPace(steadyPace);
    const chat = new Chat(page, broken.server);
    await page.goto(broken.network.url);
    await expect(chat.field).toBeVisible();
    await use(chat);
  },
});

const question = 'How does memory affect AWS Lambda?';
/** How long a network or a model is unavailable. */
const outageMs = 5_000;
/** In characters; more than the simulator writes in a second. */
const aSecondOfText = 10 * steadyPace.tokensPerSecond;

async function waitForMidAnswer(chat: Chat): Promise<void> {
  await chat.send(question);
  await chat.expectAnswer('streaming');
  await eventually(async () => (await chat.lastAnswer.innerText()).length).toBeGreaterThan(80);
}

test('five seconds without a network show a message, and lose no text', async ({
  broken,
  simulator,
  wired: chat,
}) => {
  await waitForMidAnswer(chat);
  const cutAtMs = Date.now();
  broken.network.cut();

  const notice = chat.lastAnswer.locator('.fw-notice');
  await expect(notice).toHaveCount(1);
  await expect(notice).toContainText(/connection|offline|again/i);
  await eventually(() => Date.now() - cutAtMs, { timeout: 30_000 }).toBeGreaterThan(outageMs);
  broken.network.restore();
  await chat.expectAnswer('complete');

  await expect(notice).toHaveCount(0);
  expect(await chat.copyAnswer()).toBe(await chat.storedAnswer());
  expect((await simulator.stats()).calls).toBe(1);
});

for (const [where, proxyOf] of [
  ['its model', ({ models }: ProxiedStack) => models],
  ['the network', ({ network }: ProxiedStack) => network],
] as const) {
  test(`an answer that stalls for five seconds at ${where} says so, and completes afterwards`, async ({
    broken,
    simulator,
    wired: chat,
  }) => {
    await waitForMidAnswer(chat);
    const stalledAtMs = Date.now();
    proxyOf(broken).stall();

    const notice = chat.lastAnswer.locator('.fw-notice[data-kind="slow"]');
    await expect(notice).toHaveCount(1);
    await expect(chat.stopButton).toBeVisible();
    await eventually(() => Date.now() - stalledAtMs, { timeout: 30_000 }).toBeGreaterThan(outageMs);
    proxyOf(broken).restore();
    await chat.expectAnswer('complete');

    await expect(notice).toHaveCount(0);
    expect(await chat.copyAnswer()).toBe(await chat.storedAnswer());
    expect((await simulator.stats()).calls).toBe(1);
  });
}

test('killing and restarting the server during an answer shows one message, and keeps the text', async ({
  broken,
  page,
  simulator,
  wired: chat,
}) => {
  test.setTimeout(400_000);
  await simulator.setPace({ ...steadyPace, outputTokens: 2_000 });
  await waitForMidAnswer(chat);
  const text = chat.lastAnswer.locator('.fw-markdown');
  await eventually(async () => (await text.innerText()).length).toBeGreaterThan(60);
  const shown = (await text.innerText()).slice(0, 60);
  // A crash may lose the text of the last second, so the test waits for more than that.
  await eventually(async () => (await text.innerText()).length).toBeGreaterThan(60 + aSecondOfText);

  await broken.server.kill();
  await expect(chat.lastAnswer.locator('.fw-notice')).toHaveCount(1);
  await broken.server.restart();
  await chat.expectAnswer('error', 60_000);

  const notice = chat.lastAnswer.locator('.fw-notice');
  await expect(notice).toHaveCount(1);
  await expect(notice).toContainText('The service restarted while it was answering.');
  expect((await text.innerText()).slice(0, 60)).toBe(shown);
  await expect(page.getByRole('alert')).toHaveCount(0);

  // If the answer can be continued, that is offered first.
  await expect(notice.getByRole('button').first()).toHaveText('Continue from here');
  await expect(notice.getByRole('button', { name: 'Try again' })).toBeVisible();
  const kept = await chat.copyAnswer();
  expect(kept).toBe(await chat.storedAnswer());
  await simulator.setPace({ ...steadyPace, tokensPerSecond: 2_000, outputTokens: 2_000 });
  await notice.getByRole('button', { name: 'Continue from here' }).click();
  await chat.expectAnswer('complete');

  await expect(chat.answers).toHaveCount(2);
  const rest = await chat.copyAnswer();
  expect(rest).toBe(await chat.storedAnswer());
  expect(rest.startsWith(kept.slice(0, 60))).toBe(false);
  expect((await simulator.stats()).calls).toBe(2);
});
