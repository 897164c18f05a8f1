import type { FaultKind } from '../support/simulator.js';
import { endlessPace, expect, test as base } from '../support/fixtures.js';

const test = base.extend({
  server: async ({ impatient }, use) => {
    await use(impatient);
  },
});

/** A fault, and how much of the answer precedes it. */
interface Case {
  readonly kind: FaultKind;
  readonly afterTokens: number;
  /** The wait that the model requests before a retry. */
  readonly retryAfterSeconds?: number;
}

const cases: readonly Case[] = [
  { kind: 'refuse', afterTokens: 0 },
  { kind: 'authentication', afterTokens: 0 },
  { kind: 'rate_limit', afterTokens: 0, retryAfterSeconds: 1 },
  { kind: 'server_error', afterTokens: 0 },
  { kind: 'overloaded', afterTokens: 0 },
  { kind: 'silence', afterTokens: 0 },
  { kind: 'silence', afterTokens: 30 },
  { kind: 'cut', afterTokens: 30 },
  { kind: 'huge_event', afterTokens: 30 },
];

/** Terms of providers, protocols and programs, which users must never see. */
const rawText =
  /_error|request_id|req_|anthropic|api[_ -]?key|exception|stack|json|http|\b[45]\d\d\b|null|undefined/i;

for (const { kind, afterTokens, retryAfterSeconds } of cases) {
  const when = afterTokens === 0 ? 'before the first word' : 'in the middle of an answer';
  test(`${kind} ${when} ends in one plain sentence, and the page keeps working`, async ({
    chat,
    page,
    simulator,
  }) => {
    await simulator.injectFault(kind, afterTokens, retryAfterSeconds);
    await chat.open();
    await chat.send('How does memory affect AWS Lambda?');
    await chat.expectAnswer('error', 40_000);

    const notice = chat.lastAnswer.locator('.fw-notice[data-kind="failure"]');
    await expect(notice).toHaveCount(1);
    const sentence = await notice.locator('p').first().innerText();
    expect(sentence).toMatch(/^\p{Lu}.{10,200}[.]$/u);
    expect(sentence).not.toMatch(rawText);
    // If the model requested a wait, the button counts down.
    await expect(notice.getByRole('button', { name: 'Try again', exact: true })).toBeVisible();
    await expect(chat.field).toBeFocused();
    await expect(page.getByRole('status')).toContainText(sentence);

    await simulator.clearFaults();
    await chat.send('And with more memory?');
    await chat.expectAnswer('complete');
    await expect(chat.questions).toHaveCount(2);
  });
}

test('a failed answer keeps its text, and can be retried', async ({ chat, simulator }) => {
  await simulator.injectFault('cut', 40);
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('error');
  const kept = await chat.copyAnswer();
  expect(kept).toBe(await chat.storedAnswer());
  expect(kept.length).toBeGreaterThan(40);

  await simulator.clearFaults();
  await chat.lastAnswer.getByRole('button', { name: 'Try again' }).click();
  await chat.expectAnswer('complete');

  await expect(chat.answers).toHaveCount(2);
});

test('an interrupted answer continues where it stopped', async ({ chat, simulator }) => {
  await simulator.injectFault('cut', 40);
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('error');
  const kept = await chat.copyAnswer();

  await simulator.clearFaults();
  await chat.lastAnswer.getByRole('button', { name: 'Continue from here' }).click();
  await chat.expectAnswer('complete');

  const rest = await chat.copyAnswer();
  expect(rest.length).toBeGreaterThan(40);
  expect(rest.startsWith(kept)).toBe(false);
});

test('a failed answer still says why after a reload', async ({ chat, page, simulator }) => {
  await simulator.injectFault('overloaded');
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('error');
  const notice = chat.lastAnswer.locator('.fw-notice[data-kind="failure"] p').first();
  const sentence = await notice.innerText();

  await page.reload();

  await expect(notice).toHaveText(sentence);
});

test('a slowly dripping answer completes', async ({ chat, simulator }) => {
  // Dripping, a kilobyte takes a second.
  await simulator.setPace({ firstTokenMs: 100, tokensPerSecond: 300, outputTokens: 10 });
  await simulator.injectFault('slow_drip');
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');

  await chat.expectAnswer('complete', 50_000);
  expect(await chat.copyAnswer()).toBe(await chat.storedAnswer());
});

test('a long wait is announced, with one way out', async ({ chat, page, simulator }) => {
  await simulator.setPace({ ...endlessPace, firstTokenMs: 20_000 });
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');

  const notice = chat.lastAnswer.locator('.fw-notice[data-kind="slow"]');
  await expect(notice).toBeVisible();
  await expect(page.getByRole('button', { name: 'Stop' })).toHaveCount(1);
  await chat.stopButton.click();
  await chat.expectAnswer('cancelled');

  await expect(notice).toHaveCount(0);
});

test('one odd event in a good stream costs nothing', async ({ chat, simulator }) => {
  await simulator.injectFault('malformed', 30);
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');

  await chat.expectAnswer('complete');
});
