import { type BrowserContext, expect, test } from '@playwright/test';

import { type Contender, firstwords, OpenPage, spinner, usual } from './contenders.js';
import { writePart } from './report.js';
import { pace, question, Stacks } from './stacks.js';
import { type AnswerTimings, seen } from './watch.js';

const rounds = Number(process.env['RUNS'] ?? '10');
const warmUps = 8;

/** Times to first token follow a log-normal distribution with this median and 95th percentile. */
const median = 701;
const p95 = 1_311;

test('one answer of twelve seconds, on three pages', async ({ browser, context }) => {
  test.setTimeout(420_000);
  const stacks = await Stacks.start(false);
  // Each page has its own window, because a covered window is not painted.
  const alone = await browser.newContext();
  const of = new Map<Contender, AnswerTimings[]>([
    [firstwords, []],
    [usual, []],
    [spinner, []],
  ]);
  const urlOf = (contender: Contender): string => stacks.sideOf(contender).url;
  try {
    // Warm-up: new servers compile their code during the first answers, which are not counted.
    await stacks.simulator.setPace({ firstTokenMs: 50, tokensPerSecond: 300, outputTokens: 60 });
    for (let run = 0; run < warmUps; run += 1) {
      for (const contender of of.keys()) {
        const opened = await OpenPage.by(context, contender, urlOf(contender));
        // A new question each time: an immediate repetition would count as a double click.
        await opened.ask(`Warm-up ${String(run)}`);
        await measuredAnswer(opened);
      }
    }
    for (let round = 0; round < rounds; round += 1) {
      // Set before each question, so that all contenders of a round get the same latencies.
      const restart = async (): Promise<void> => {
        await stacks.simulator.setPace(pace(firstTokenOf(round), round));
      };
      // A page with a spinner is idle while it waits, so it runs in parallel with a busy one.
      const asked = await ask(alone, spinner, urlOf(spinner), restart);
      const order = round % 2 === 0 ? [usual, firstwords] : [firstwords, usual];
      for (const contender of order) {
        const other = await ask(context, contender, urlOf(contender), restart);
        of.get(contender)?.push(await measuredAnswer(other));
      }
      of.get(spinner)?.push(await measuredAnswer(asked));
    }
  } finally {
    await alone.close();
    await stacks.stop();
  }

  const line = (
    name: string,
    unit: string,
    value: (of: AnswerTimings) => number | undefined,
  ): Parameters<typeof writePart>[3][number] => ({
    name,
    unit,
    of: Object.fromEntries(
      [...of].map(([contender, runs]) => [contender.name, runs.flatMap((run) => value(run) ?? [])]),
    ),
  });
  await writePart(
    'timings',
    browser.version(),
    `an answer of 720 tokens at 60 a second; first token p50 ${String(median)}, p95 ${String(p95)} ms, the same for every page of a round`,
    [
      line('own message on the page', 'ms', ({ questionMs }) => questionMs),
      line('first feedback', 'ms', ({ feedbackMs }) => feedbackMs),
      line('first text', 'ms', ({ firstTextMs }) => firstTextMs),
      line('longest silence on the screen', 'ms', ({ silenceMs }) => silenceMs),
      line('longest silence of the text', 'ms', ({ textSilenceMs }) => textSilenceMs),
      line('newest words out of sight', '% of the time', ({ checks, hidden }) =>
        checks === 0 ? undefined : (100 * hidden) / checks,
      ),
      line('last word', 'ms', ({ lastTextMs }) => lastTextMs),
      line('layout shift', 'thousandths', ({ layoutShift }) => 1_000 * layoutShift),
    ],
  );
  for (const runs of of.values()) expect(runs).toHaveLength(rounds);
});

async function ask(
  context: BrowserContext,
  contender: Contender,
  url: string,
  restart: () => Promise<void>,
): Promise<OpenPage> {
  const opened = await OpenPage.by(context, contender, url);
  await restart();
  await opened.ask(question);
  return opened;
}

async function measuredAnswer(opened: OpenPage): Promise<AnswerTimings> {
  await opened.untilText(0);
  await opened.untilEnded(40_000);
  const result = await seen(opened.page);
  await opened.close();
  return result;
}

/** The time to first token of a round: the midpoint of its share of the distribution, in shuffled order. */
function firstTokenOf(round: number): number {
  const share = (((round * 7) % rounds) + 0.5) / rounds;
  const sigma = Math.log(p95 / median) / 1.6449;
  return Math.round(median * Math.exp(sigma * normalQuantile(share)));
}

/**
 * A quantile of the normal distribution, by bisecting its distribution function (Abramowitz and Stegun
 * 26.2.17, to 1e-7).
 */
function normalQuantile(share: number): number {
  let [low, high] = [-6, 6];
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}
