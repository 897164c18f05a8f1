import { setTimeout as passed } from 'node:timers/promises';

import type { Browser } from '@playwright/test';

import { type Contender, OpenPage } from './contenders.js';
import { pace, question, type Side, type Stacks } from './stacks.js';
import { seen } from './watch.js';

/** How long a network or a model is unavailable. */
const outageMs = 5_000;
/** A page whose answer has not grown for this long after recovery is considered stuck. */
const giveUpMs = 8_000;
const pollMs = 250;
/** The length of the answer at which the fault occurs. */
const midAnswer = 300;

/** Causes a fault during an answer; returns when the fault is over. */
export type Fault = (opened: OpenPage, side: Side) => Promise<void>;

/** No message is expected after this fault. */
export const reload = 'reload mid-answer';

export const faults: Readonly<Record<string, Fault>> = {
  [reload]: async ({ page }) => {
    await page.reload();
  },
  '5 s without network': async (_opened, { network }) => {
    network?.cut();
    await passed(outageMs);
    network?.restore();
  },
  '5 s without a word from the model': async (_opened, { models }) => {
    models?.stall();
    await passed(outageMs);
    models?.restore();
  },
};

/** The outcome on one page. */
export interface Outcome {
  /** The final length of the answer on the page. */
  readonly textLength: number;
  readonly questionShown: boolean;
  /**
   * Time from the fault, or from the last word received after it, to new text outside the answer. Absent if
   * none appeared before recovery.
   */
  readonly noticeMs?: number;
  readonly notice: string;
}

/**
 * Causes the same fault during the same answer on each page. The questions are sent one after the other, so
 * that each call is the simulator's first of its kind. The answers run in parallel over separate connections.
 */
export async function injectFault(
  browser: Browser,
  stacks: Stacks,
  contenders: readonly Contender[],
  accident?: Fault,
): Promise<Map<Contender, Outcome>> {
  const under: Promise<[Contender, Outcome]>[] = [];
  for (const contender of contenders) {
    const side = stacks.sideOf(contender);
    // Each page has its own window, because a covered window is painted late.
    const context = await browser.newContext();
    const opened = await OpenPage.by(context, contender, side.url);
    await stacks.simulator.setPace(pace(701, 1));
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

async function outcomeOf(opened: OpenPage, side: Side, accident?: Fault): Promise<Outcome> {
  await opened.untilText(midAnswer);
  const before = (await seen(opened.page)).notices.at(-1)?.text ?? '';
  const brokenAtMs = Date.now();
  await accident?.(opened, side);
  const overAtMs = Date.now();
  const textLength = await settledLength(opened);
  const said = (await seen(opened.page)).notices.find(
    ({ atMs, text }) => atMs > brokenAtMs && atMs < overAtMs && hasNewWords(text, before),
  );
  return {
    textLength,
    questionShown: await opened.questionShown(question),
    ...(said === undefined ? {} : { noticeMs: said.atMs - Math.max(brokenAtMs, said.grownAtMs) }),
    notice: said?.text ?? '',
  };
}

function hasNewWords(text: string, before: string): boolean {
  const known = new Set(before.split(/\s+/));
  return text.split(/\s+/).some((word) => !known.has(word));
}

/** The length of the answer once it has ended or stopped growing. */
async function settledLength(opened: OpenPage): Promise<number> {
  let length = -1;
  let grownAtMs = Date.now();
  while (Date.now() - grownAtMs < giveUpMs) {
    const now = (await opened.text()).length;
    if (now !== length) [length, grownAtMs] = [now, Date.now()];
    if (now > 0 && (await opened.ended())) return (await opened.text()).length;
    await passed(pollMs);
  }
  return length;
}
