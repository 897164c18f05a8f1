import type { Page } from '@playwright/test';

import { expect, test } from '../support/fixtures.js';
import type { Pace, Simulator } from '../support/simulator.js';
import { type Figure, writeFigures } from './figures.js';
import {
  type Selectors,
  type ScreenTimings,
  type TimingName,
  readScreenTimings,
  startScreenTimings,
} from './screen-timings.js';

const warmUps = 5;
const runs = Number(process.env['RUNS'] ?? '20');

/** The proposal: first token at 400 ms (p50) and 520 ms (p99), then 12 s of text. */
const proposal: Pace = {
  firstTokenMs: 400,
  firstTokenP99Ms: 520,
  tokensPerSecond: 60,
  outputTokens: 720,
};

const studio: Selectors = {
  button: 'form button[type=submit]',
  screen: '.proposal-head, .fw-summary, .fw-answer .fw-markdown, .fw-notice',
  echo: '.proposal-title',
  echoText: 'Harbour Bakery',
  summary:
    '.fw-summary[data-state=writing] .fw-summary-text, .fw-summary[data-state=complete] .fw-summary-text',
  answer: '.fw-answer .fw-markdown',
  clocks: '[role=timer]',
  end: '.studio[data-state=complete]',
};

const chatPlaces: Selectors = {
  button: 'form button',
  screen: '[role=log] article',
  echo: 'article[aria-label="Your message"]',
  echoText: 'AWS Lambda',
  summary: '.fw-summary-text',
  answer: '.fw-answer .fw-markdown',
  clocks: '[role=timer]',
  end: '[data-state=cancelled]',
};

test('the story: a proposal of twelve seconds, a chat, and a cancellation', async ({
  browser,
  chat,
  firstword,
  page,
  simulator,
}) => {
  test.setTimeout(600_000);
  // Warm-up: a new server compiles its code during the first turns, which are not counted.
  await simulator.setPace({ ...proposal, outputTokens: 60 });
  for (let run = 0; run < warmUps; run += 1) await measureProposal(page, firstword.url);
  await simulator.setPace(proposal);
  const proposals: ScreenTimings[] = [];
  for (let run = 0; run < runs; run += 1) {
    proposals.push(await measureProposal(page, firstword.url));
  }
  const chats: ScreenTimings[] = [];
  const cancelled: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await chat.open();
    await startScreenTimings(page, chatPlaces);
    await chat.field.fill('How does memory affect AWS Lambda?');
    await chat.sendButton.click();
    await expect.poll(async () => (await chat.lastAnswer.innerText()).length).toBeGreaterThan(120);
    chats.push(await readScreenTimings(page));
    const stop = await clickedAt(page);
    await chat.stopButton.click();
    await chat.expectAnswer('cancelled');
    cancelled.push((await closedAt(simulator)) - (await stop()));
  }

  const of = (name: TimingName, from: readonly ScreenTimings[]): number[] =>
    from.flatMap((each) => each[name] ?? []);
  const figures: Figure[] = [
    { name: 'proposal: what was asked on the page', values: of('echoMs', proposals), maxMs: 100 },
    { name: 'proposal: first feedback', values: of('feedbackMs', proposals), maxMs: 100 },
    { name: 'proposal: first words', values: of('wordsMs', proposals), maxMs: 600 },
    {
      name: 'proposal: first words of the answer itself',
      values: of('answerMs', proposals),
      maxMs: 600,
    },
    {
      name: 'proposal: longest silence on the screen',
      values: of('silenceMs', proposals),
      maxMs: 1_000,
    },
    {
      name: 'proposal: longest silence of the text',
      values: of('textSilenceMs', proposals),
      maxMs: 1_000,
    },
    { name: 'proposal: total', values: of('totalMs', proposals) },
    { name: 'chat: own message on the page', values: of('echoMs', chats), maxMs: 100 },
    { name: 'chat: first feedback', values: of('feedbackMs', chats), maxMs: 100 },
    { name: 'chat: first words', values: of('answerMs', chats), maxMs: 600 },
    { name: 'cancelled: call to the model closed', values: cancelled, maxMs: 100 },
  ];
  await writeFigures(process.env['RESULT'] ?? 'story', browser.version(), figures);
  for (const { values } of figures) expect(values).toHaveLength(runs);
});

async function measureProposal(page: Page, url: string): Promise<ScreenTimings> {
  await page.goto(`${url}/studio`);
  await page.getByRole('button', { name: 'Fill in an example' }).click();
  await startScreenTimings(page, studio);
  await page.getByRole('button', { name: 'Write the proposal' }).click();
  await expect(page.locator(studio.end)).toBeVisible({ timeout: 40_000 });
  return await readScreenTimings(page);
}

/** Returns the time of the next click on the page, on the machine's clock. */
async function clickedAt(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    document.addEventListener(
      'click',
      ({ timeStamp }) => {
        Object.assign(window, { stoppedAtMs: performance.timeOrigin + timeStamp });
      },
      { capture: true, once: true },
    );
  });
  return () => page.evaluate(() => (window as unknown as { stoppedAtMs: number }).stoppedAtMs);
}

/** When the newest model call was closed, according to the simulator. */
async function closedAt(simulator: Simulator): Promise<number> {
  await expect.poll(async () => (await simulator.stats()).open).toBe(0);
  const newest = (await simulator.stats()).recent.toSorted(
    (a, b) => (a.ended_at_ms ?? 0) - (b.ended_at_ms ?? 0),
  );
  return newest.at(-1)?.ended_at_ms ?? Number.NaN;
}
