import { type Browser, expect, type Page, test } from '@playwright/test';

import { Chat } from '../support/chat.js';
import { Firstword } from '../support/firstword.js';
import { type Figure, writeFigures } from './figures.js';
import { type Frame, type MainThread, recordMainThread } from './frame-work.js';

const tokens = Number(process.env['TOKENS'] ?? '50000');
const tokensPerSecond = 700;
const windowTokens = 5_000;

/** The answer that is reloaded half-way streams faster, because only the replay matters. */
const fastTokensPerSecond = 2_500;

const question =
  'Write a thorough guide to memory on AWS Lambda with these sections: Introduction, Comparison of prices, ' +
  'Code, Steps, Benefits, Costs, A script, Timeline, Risks, Pricing table, Examples, Closing.';

const knownLoadMs = 30;

test('an answer of 50,000 tokens: work of each frame, typing, and a reload half-way', async ({
  browser,
}, info) => {
  test.setTimeout(600_000);
  const server = await Firstword.startWith({
    profiles: { chat: { max_tokens: 2 * tokens } },
    routing: { hedge: { rate: 0 } },
  });
  const file = info.outputPath('trace.json');
  try {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const chat = new Chat(page, server);
    await warmUp(chat, server);
    const known = await measureKnownLoad(browser, page, chat, file);
    const whole = await measureWholeAnswer(browser, page, chat, server, file);
    const replay = await measureReload(browser, page, chat, server, file);
    await page.close();

    const figures: Figure[] = [
      {
        name: `check: work of a frame with ${String(knownLoadMs)} ms added to it`,
        values: known.map(({ workMs }) => workMs),
      },
      {
        name: 'work of a frame, from the second second of the answer on',
        values: whole.frames.filter(({ atMs }) => atMs >= 1_000).map(({ workMs }) => workMs),
        maxMs: 16,
      },
      ...whole.windows.map((frames, index) => ({
        name: `the same, tokens ${String(index * windowTokens)} to ${String((index + 1) * windowTokens)}`,
        values: frames.map(({ workMs }) => workMs),
        mostMs: 16,
      })),
      {
        name: 'the same of all, without the time that other processes had the processor',
        values: whole.frames
          .filter(({ atMs }) => atMs >= 1_000)
          .map(({ processorMs }) => processorMs),
      },
      { name: 'longest task while it is written', values: [whole.longestTaskMs], maxMs: 200 },
      {
        name: `interaction to next paint of ${String(whole.keys.length)} keys`,
        values: [interactionToNextPaint(whole.keys)],
        maxMs: 200,
      },
      { name: 'a key to its paint', values: whole.keys, maxMs: 200 },
      { name: 'longest task of a reload half-way', values: [replay.longestTaskMs], maxMs: 200 },
      { name: 'reload: from the page to the text so far', values: [replay.shownMs] },
    ];
    await writeFigures(process.env['RESULT'] ?? 'long-answer', browser.version(), figures);
    for (const { workMs } of known) expect(workMs).toBeGreaterThan(knownLoadMs * 0.95);
    // Enough frames that no single one decides the 95th percentile; each window lasts seven seconds.
    for (const frames of whole.windows) expect(frames.length).toBeGreaterThan(60);
  } finally {
    await server.stop();
  }
});

/** Warm-up: new processes compile their code during the first answer, which is not counted. */
async function warmUp(chat: Chat, server: Firstword): Promise<void> {
  await server.simulator.setPace({ firstTokenMs: 100, tokensPerSecond, outputTokens: 4_000 });
  await chat.open();
  await chat.send(question);
  await chat.expectAnswer('complete', 60_000);
}

/** Measures a page that keeps its main thread busy for a known time, half in the frame and half before it. */
async function measureKnownLoad(
  browser: Browser,
  page: Page,
  chat: Chat,
  file: string,
): Promise<readonly Frame[]> {
  await chat.open();
  const { frames } = await recordMainThread(browser, page, file, () =>
    page.evaluate(
      (loadMs) =>
        new Promise<void>((done) => {
          const busy = (ms: number): void => {
            const until = performance.now() + ms;
            while (performance.now() < until);
          };
          let left = 60;
          const frame = (): void => {
            busy(loadMs / 2);
            document.body.style.outline = `${String(left % 2)}px solid`;
            left -= 1;
            if (left === 0) done();
            setTimeout(() => {
              busy(loadMs / 2);
              requestAnimationFrame(frame);
            });
          };
          requestAnimationFrame(frame);
        }),
      knownLoadMs,
    ),
  );
  return frames.slice(5, 55);
}

interface WholeAnswer {
  /** Since the first words. */
  readonly frames: readonly Frame[];
  readonly windows: readonly (readonly Frame[])[];
  readonly longestTaskMs: number;
  /** The time from each key press to the paint that shows it. */
  readonly keys: readonly number[];
}

async function measureWholeAnswer(
  browser: Browser,
  page: Page,
  chat: Chat,
  server: Firstword,
  file: string,
): Promise<WholeAnswer> {
  await server.simulator.setPace({ firstTokenMs: 300, tokensPerSecond, outputTokens: tokens });
  await chat.open();
  await page.evaluate(watchKeys);
  let times = { beganMs: 0, endedMs: 0 };
  let pressed = 0;
  const { frames, tasks } = await recordMainThread(browser, page, file, async () => {
    await chat.send(question);
    await page.waitForFunction(() => document.querySelector('.fw-answer .fw-markdown') !== null);
    const beganMs = await page.evaluate(() => performance.now());
    while ((await stateOfAnswer(page)) === 'streaming') {
      await page.keyboard.press(pressed % 6 === 5 ? 'Space' : 'e', { delay: 40 });
      pressed += 1;
      if (pressed % 60 === 0) await page.locator('.fw-composer-field').fill('');
      await page.waitForTimeout(120);
    }
    times = { beganMs, endedMs: await page.evaluate(() => performance.now()) };
  });
  await chat.expectAnswer('complete');
  const { beganMs, endedMs } = times;
  const dueMs = (tokens / tokensPerSecond) * 1_000;
  // Windows are intervals of time, so they contain the stated tokens only if the text arrived at the pace it
  // was sent.
  expect(endedMs - beganMs).toBeGreaterThan(0.9 * dueMs);
  expect(endedMs - beganMs).toBeLessThan(1.1 * dueMs + 1_000);
  expect((await chat.storedAnswer()).length).toBeGreaterThan(3 * tokens);

  const since = frames
    .filter(({ atMs }) => atMs >= beganMs && atMs <= endedMs)
    .map((frame) => ({ ...frame, atMs: frame.atMs - beganMs }));
  const windowMs = ((endedMs - beganMs) * windowTokens) / tokens;
  return {
    frames: since,
    windows: Array.from({ length: Math.floor(tokens / windowTokens) }, (_, index) =>
      since.filter(
        ({ atMs }) => atMs >= Math.max(1_000, index * windowMs) && atMs < (index + 1) * windowMs,
      ),
    ),
    longestTaskMs: longestTask(tasks, beganMs),
    keys: await keyDurations(page, pressed),
  };
}

/** Reloads the page half-way through an answer. The text so far must reappear at once. */
async function measureReload(
  browser: Browser,
  page: Page,
  chat: Chat,
  server: Firstword,
  file: string,
): Promise<{ longestTaskMs: number; shownMs: number }> {
  await server.simulator.setPace({
    firstTokenMs: 300,
    tokensPerSecond: fastTokensPerSecond,
    outputTokens: tokens,
  });
  await chat.open();
  await chat.send(question);
  await chat.expectAnswer('streaming');
  await page.waitForTimeout((tokens / 2 / fastTokensPerSecond) * 1_000);
  const shown = (await chat.lastAnswer.innerText()).length;
  let shownMs = 0;
  const { tasks } = await recordMainThread(browser, page, file, async () => {
    await page.reload();
    await page.waitForFunction(
      (length) => (document.querySelector('.fw-answer')?.textContent.length ?? 0) >= length,
      shown * 0.95,
      { polling: 200 },
    );
    shownMs = await page.evaluate(() => performance.now());
    while ((await stateOfAnswer(page)) === 'streaming') await page.waitForTimeout(200);
  });
  await chat.expectAnswer('complete');
  expect(await chat.copyAnswer()).toBe(await chat.storedAnswer());
  return { longestTaskMs: longestTask(tasks, 0), shownMs };
}

/**
 * The state of the newest answer. Queried by class: to find an element by role, Playwright makes the page
 * compute the names of all elements. Late in a long answer, that was the longest task of all.
 */
async function stateOfAnswer(page: Page): Promise<string | undefined> {
  return await page.evaluate(
    () =>
      [...document.querySelectorAll<HTMLElement>('.fw-assistant-message')].at(-1)?.dataset['state'],
  );
}

function longestTask(tasks: MainThread['tasks'], fromMs: number): number {
  return Math.max(
    ...tasks.filter(({ startedAtMs }) => startedAtMs >= fromMs).map(({ durationMs }) => durationMs),
  );
}

/** Interaction to Next Paint by its definition: the longest interaction, ignoring one for every fifty. */
function interactionToNextPaint(keys: readonly number[]): number {
  return keys.toSorted((a, b) => b - a)[Math.floor(keys.length / 50)] ?? Number.NaN;
}

/** The shortest duration that the browser reports. */
const minReportedMs = 16;

function watchKeys(): void {
  const longest = new Map<number, number>();
  Object.assign(window, { longestOfInteractions: longest });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEventTiming & {
      interactionId?: number;
    })[]) {
      const { interactionId = 0, duration } = entry;
      if (interactionId > 0) {
        longest.set(interactionId, Math.max(longest.get(interactionId) ?? 0, duration));
      }
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
}

/** One value per key press. Those that the browser does not report were shorter than its minimum. */
async function keyDurations(page: Page, pressed: number): Promise<readonly number[]> {
  const reported = await page.evaluate(() => [
    ...(
      window as unknown as { longestOfInteractions: Map<number, number> }
    ).longestOfInteractions.values(),
  ]);
  return [
    ...reported,
    ...Array<number>(Math.max(0, pressed - reported.length)).fill(minReportedMs),
  ];
}
