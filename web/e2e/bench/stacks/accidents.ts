import { setTimeout as passed } from 'node:timers/promises';

import type { Browser } from '@playwright/test';

import { type Contender, Opened } from './contenders.js';
import { answerAfter, question, type Side, type Stacks } from './stacks.js';
import { seen } from './watch.js';

/** How long a network or a model is away. */
const awayMs = 5_000;
/** A page whose answer has not grown for so long, with everything back in place, will not go on. */
const givenUpMs = 8_000;
const lookMs = 250;
/** The length of an answer at which things go wrong. */
const midAnswer = 300;

/** What goes wrong once an answer has begun; returns when it is over. */
export type Accident = (opened: Opened, side: Side) => Promise<void>;

/** After which there is no sentence to wait for. */
export const reload = 'reload in mid-answer';

export const accidents: Readonly<Record<string, Accident>> = {
  [reload]: async ({ page }) => {
    await page.reload();
  },
  '5 s without network': async (_opened, { network }) => {
    network?.cut();
    await passed(awayMs);
    network?.mend();
  },
  '5 s without a word from the model': async (_opened, { models }) => {
    models?.stall();
    await passed(awayMs);
    models?.mend();
  },
};

/** What one page made of it. */
export interface Outcome {
  /** The answer's length on the page, once nothing more was to come. */
  readonly textLength: number;
  readonly questionStands: boolean;
  /**
   * From when it went wrong, or the last word that still came, to new words beside the answer; absent where there were
   * none until all was well again.
   */
  readonly sentenceMs?: number;
  readonly sentence: string;
}

/**
 * Lets the same thing happen to the same answer in each page. They are asked one after the other, so that each call is
 * the simulator's first of its kind, and go on side by side: each has wires of its own.
 */
export async function suffer(
  browser: Browser,
  stacks: Stacks,
  contenders: readonly Contender[],
  accident?: Accident,
): Promise<Map<Contender, Outcome>> {
  const under: Promise<[Contender, Outcome]>[] = [];
  for (const contender of contenders) {
    const side = stacks.sideOf(contender);
    // In a window of its own: one that is behind another is painted late.
    const context = await browser.newContext();
    const opened = await Opened.by(context, contender, side.url);
    await stacks.simulator.writeAt(answerAfter(701, 1));
    await opened.ask(question);
    await opened.untilText(0);
    under.push(
      outcomeOf(opened, side, accident).then(async (outcome) => {
        await context.close();
        return [contender, outcome];
      }),
    );
  }
  return new Map(await Promise.all(under));
}

async function outcomeOf(opened: Opened, side: Side, accident?: Accident): Promise<Outcome> {
  await opened.untilText(midAnswer);
  const before = (await seen(opened.page)).beside.at(-1)?.text ?? '';
  const brokenAtMs = Date.now();
  await accident?.(opened, side);
  const overAtMs = Date.now();
  const textLength = await settledLength(opened);
  const said = (await seen(opened.page)).beside.find(
    ({ atMs, text }) => atMs > brokenAtMs && atMs < overAtMs && hasNewWords(text, before),
  );
  return {
    textLength,
    questionStands: await opened.questionStands(question),
    ...(said === undefined ? {} : { sentenceMs: said.atMs - Math.max(brokenAtMs, said.grownAtMs) }),
    sentence: said?.text ?? '',
  };
}

function hasNewWords(text: string, before: string): boolean {
  const known = new Set(before.split(/\s+/));
  return text.split(/\s+/).some((word) => !known.has(word));
}

/** The answer's length when it has ended, or has not grown for long. */
async function settledLength(opened: Opened): Promise<number> {
  let length = -1;
  let grownAtMs = Date.now();
  while (Date.now() - grownAtMs < givenUpMs) {
    const now = (await opened.text()).length;
    if (now !== length) [length, grownAtMs] = [now, Date.now()];
    if (now > 0 && (await opened.ended())) return (await opened.text()).length;
    await passed(lookMs);
  }
  return length;
}
