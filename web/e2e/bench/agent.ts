import type { Browser, Page } from '@playwright/test';

import { expect, test } from '../support/fixtures.js';
import type { Thinking } from '../support/simulator.js';
import { ToolPage } from '../support/tool-page.js';
import { type Figure, writeFigures } from './figures.js';
import {
  type ScreenTimings,
  type Selectors,
  type TimingName,
  readScreenTimings,
  startScreenTimings,
} from './screen-timings.js';

/** Readers that ask at the same time. More than one share the machine, and see what its load adds. */
const readers = Number(process.env['READERS'] ?? '1');
const rounds = Number(process.env['RUNS'] ?? '20') / readers;

/** What the model shows of its thought. */
const display = (process.env['THINKING'] ?? 'summarized') as Thinking['display'];

/** What the tools of the page take: two at the same time, then one. */
const toolMs = { weather: 8_000, hours: 15_000, book: 5_000 };

const places: Selectors = {
  button: 'form button',
  screen: 'article',
  echo: 'article[aria-label="Your message"]',
  echoText: 'When can I come?',
  summary: '.fw-summary-text',
  answer: 'article[aria-label="Answer"] .fw-markdown',
  clocks: '[role=timer]',
  end: 'article[aria-label="Answer"][data-state=complete]',
};

test('an agent of 87 seconds: a thought, three tools, and text', async ({
  browser,
  firstword,
  simulator,
}) => {
  test.setTimeout(2_400_000);
  const timings: ScreenTimings[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await simulator.setPace({
      firstTokenMs: 400,
      firstTokenP99Ms: 520,
      tokensPerSecond: 60,
      outputTokens: 720,
    });
    await simulator.setAgent([['weather', 'hours'], ['book']]);
    await simulator.setThinking({ ms: 40_000, display });
    const pages = await Promise.all(Array.from({ length: readers }, () => ask(browser, firstword)));
    await Promise.all(pages.map((page) => expectRunningTools(page)));
    await simulator.setThinking(null); // Only the first model call thinks.
    for (const page of pages) {
      await expect(page.locator(places.end)).toBeVisible({ timeout: 90_000 });
      const seen = await readScreenTimings(page);
      timings.push(seen);
      console.log(
        `nothing changed for ${String(Math.round(seen.silenceMs ?? 0))} ms after: ${JSON.stringify(seen.silenceAfter)}`,
      );
      await page.context().close();
    }
  }
  await simulator.reset();

  const of = (name: TimingName): number[] => timings.flatMap((each) => each[name] ?? []);
  const figures: Figure[] = [
    { name: 'agent: what was asked on the page', values: of('echoMs'), maxMs: 100 },
    { name: 'agent: first feedback', values: of('feedbackMs'), maxMs: 100 },
    {
      name: 'agent: longest time without a change on the screen',
      values: of('silenceMs'),
      maxMs: 1_000,
    },
    { name: 'agent: longest time in which only clocks changed', values: of('clocksOnlyMs') },
    { name: 'agent: longest silence of the text', values: of('textSilenceMs') },
    { name: 'agent: total', values: of('totalMs') },
  ];
  await writeFigures(process.env['RESULT'] ?? 'agent', browser.version(), figures);
  for (const { values } of figures) expect(values.length).toBeGreaterThan(0);
});

async function ask(browser: Browser, server: Parameters<typeof ToolPage.serve>[1]): Promise<Page> {
  const context = await browser.newContext();
  const { url } = await ToolPage.serve(context, server);
  const page = await context.newPage();
  await page.goto(
    `${url}?${new URLSearchParams(Object.entries(toolMs).map(([name, ms]) => [name, String(ms)])).toString()}`,
  );
  await page.getByRole('textbox', { name: 'Message' }).fill(places.echoText);
  await startScreenTimings(page, places);
  await page.getByRole('button', { name: 'Send' }).click();
  return page;
}

async function expectRunningTools(page: Page): Promise<void> {
  await expect(page.locator('.fw-tool[data-state=running]')).toHaveCount(2, { timeout: 60_000 });
}
