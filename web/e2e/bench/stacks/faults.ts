import { type BrowserContext, expect, test } from '@playwright/test';

import { faults, reload, type Outcome, injectFault } from './fault-injection.js';
import { type Contender, firstwords, OpenPage, usual, usualBasic } from './contenders.js';
import { type Line, writePart } from './report.js';
import { pace, question, Stacks } from './stacks.js';

const rounds = Number(process.env['RUNS'] ?? '3');
const cancellations = Number(process.env['RUNS'] ?? '10');
const warmUps = 8;
const both = [firstwords, usual];
/** An answer of 3 s, which ends by itself if it is not stopped. */
const short = { ...pace(300, 1), outputTokens: 180 };

/** Values by contender, in the order of the runs. */
type By<Value> = Map<Contender, Value[]>;

test('faults, on two pages', async ({ browser, context }) => {
  test.setTimeout(420_000);
  const stacks = await Stacks.start(true);
  const presses: By<number> = empty(both);
  const cancelled: By<number> = empty([...both, usualBasic]);
  const outcomes = new Map<string, By<Outcome>>();
  let whole = new Map<Contender, Outcome>();
  try {
    await warmUp(context, stacks);
    for (let run = 0; run < cancellations; run += 1) {
      for (const [contender, closedMs] of cancelled) {
        const { calls, closedAfterMs } = await cancelOne(context, stacks, contender, run);
        presses.get(contender)?.push(calls);
        if (closedAfterMs !== undefined) closedMs.push(closedAfterMs);
      }
    }
    whole = await injectFault(browser, stacks, both);
    for (const [name, accident] of Object.entries(faults)) {
      const by: By<Outcome> = empty(both);
      outcomes.set(name, by);
      for (let run = 0; run < rounds; run += 1) {
        for (const [who, outcome] of await injectFault(browser, stacks, both, accident)) {
          by.get(who)?.push(outcome);
        }
      }
    }
  } finally {
    await stacks.stop();
  }

  const lines: Line[] = [
    line('generations after two presses', 'count', presses, (calls) => calls),
    line('cancelled: call to the model closed after', 'ms', cancelled, (ms) => ms),
  ];
  for (const [name, by] of outcomes) {
    lines.push(
      line(`${name}: text there afterwards`, '%', by, ({ textLength }, who) =>
        Math.min(100, (100 * textLength) / (whole.get(who)?.textLength ?? 0)),
      ),
      line(`${name}: question there afterwards`, '% of runs', by, (of) =>
        of.questionShown ? 100 : 0,
      ),
    );
    if (name !== reload) {
      lines.push(line(`${name}: a notice after`, 'ms', by, (of) => of.noticeMs));
    }
    for (const [who, each] of by) {
      console.log(`${name}, ${who.name}:`, [...new Set(each.map(({ notice }) => notice))]);
      expect(each).toHaveLength(rounds);
    }
  }
  await writePart(
    'faults',
    browser.version(),
    'an answer of 720 tokens at 60 a second, first token after 701 ms; accidents after 300 characters; cancelled after 60',
    lines,
  );
});

async function warmUp(context: BrowserContext, stacks: Stacks): Promise<void> {
  for (let run = 0; run < warmUps; run += 1) {
    for (const contender of both) {
      await stacks.simulator.setPace({ ...short, outputTokens: 30 });
      const opened = await OpenPage.by(context, contender, stacks.sideOf(contender).url);
      // A new question each time: an immediate repetition would count as a double click.
      await opened.ask(`Warm-up ${String(run)}`);
      await opened.untilText(0);
      await opened.close();
    }
  }
}

/** Sends a question with two presses, and stops the answer in the middle. */
async function cancelOne(
  context: BrowserContext,
  stacks: Stacks,
  contender: Contender,
  run: number,
): Promise<{ calls: number; closedAfterMs: number | undefined }> {
  const opened = await OpenPage.by(context, contender, stacks.sideOf(contender).url);
  await expect.poll(async () => (await stacks.simulator.stats()).open).toBe(0);
  await stacks.simulator.setPace(short);
  await stacks.simulator.resetCounts();
  await opened.ask(`${question} (${String(run)})`, 2);
  await opened.untilText(60);
  const { calls } = await stacks.simulator.stats();
  const stoppedAtMs = await opened.stop();
  await expect.poll(async () => (await stacks.simulator.stats()).open).toBe(0);
  const { recent, closed_by_client: closed } = await stacks.simulator.stats();
  await opened.close();
  const endedAtMs = recent.at(-1)?.ended_at_ms;
  return {
    calls,
    closedAfterMs: closed > 0 && endedAtMs !== undefined ? endedAtMs - stoppedAtMs : undefined,
  };
}

function empty<Value>(contenders: readonly Contender[]): By<Value> {
  return new Map(contenders.map((contender) => [contender, []]));
}

function line<Value>(
  name: string,
  unit: string,
  by: By<Value>,
  value: (of: Value, who: Contender) => number | undefined,
): Line {
  return {
    name,
    unit,
    of: Object.fromEntries(
      [...by].map(([who, each]) => [who.name, each.flatMap((one) => value(one, who) ?? [])]),
    ),
  };
}
