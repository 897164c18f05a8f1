import { readFileSync } from 'node:fs';

import type { Locator } from '@playwright/test';

import { expect, steadyPace, test } from '../support/fixtures.js';
import { askQuestion } from '../support/ask-questions.js';
import { eventually } from '../support/eventually.js';

const prompts = readFileSync(new URL('../data/arena-hard-first-20.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { prompt: string }).prompt);

/** The turns of the 20 in which the page is reloaded, and when. */
const reloads = new Map<number, 'pending' | 'streaming'>([
  [2, 'streaming'],
  [6, 'pending'],
  [11, 'streaming'],
  [16, 'streaming'],
]);

/** The text of a message, without the button of a long one. */
function textOf(question: Locator): Locator {
  return question.locator('[dir=auto]');
}

test('a conversation of twenty real questions, with reloads during answers', async ({
  chat,
  page,
  simulator,
}) => {
  test.setTimeout(300_000);
  await chat.open();

  for (const [index, prompt] of prompts.entries()) {
    const reload = reloads.get(index);
    await simulator.setPace(
      reload === undefined
        ? { firstTokenMs: 100, tokensPerSecond: 2_000, outputTokens: 150 }
        : { ...steadyPace, outputTokens: 180, firstTokenMs: reload === 'pending' ? 1_500 : 300 },
    );
    await chat.send(prompt);
    await expect(textOf(chat.questions.last())).toHaveText(prompt.trimEnd(), {
      useInnerText: false,
    });

    if (reload !== undefined) {
      await expect(page).toHaveURL(/\/c\/.+/);
      if (reload === 'streaming') {
        await chat.expectAnswer('streaming');
        await eventually(async () => (await chat.lastAnswer.innerText()).length).toBeGreaterThan(
          80,
        );
      } else {
        await chat.expectAnswer('pending');
      }
      await page.reload();
      await expect(textOf(chat.questions.last())).toHaveText(prompt.trimEnd(), {
        useInnerText: false,
      });
    }

    await chat.expectAnswer('complete', 60_000);
    expect(await chat.copyAnswer(), `answer ${String(index + 1)}`).toBe(await chat.storedAnswer());
  }

  const { calls, finished } = await simulator.stats();
  expect({ calls, finished }).toEqual({ calls: 20, finished: 20 });
  const stored = await chat.storedMessages(100);
  expect(stored.map(({ role }) => role)).toEqual(prompts.flatMap(() => ['user', 'assistant']));
});

test('an answer reads the same while streaming, when complete and after a reload', async ({
  chat,
  page,
  simulator,
}) => {
  await simulator.setPace({ firstTokenMs: 100, tokensPerSecond: 200, outputTokens: 400 });
  await chat.open();
  await chat.send(prompts[8] ?? '');
  await chat.expectAnswer('complete');
  const markup = async (): Promise<string> => {
    const drawn = await chat.lastAnswer.locator('.fw-markdown').innerHTML();
    return drawn.replaceAll(/<\/?span>/g, ''); // A growing text is drawn in pieces.
  };
  const asWritten = await markup();

  await page.reload();
  await chat.expectAnswer('complete');

  expect(await markup()).toBe(asWritten);
});

test('earlier messages load on demand without moving the text in view', async ({
  chat,
  firstword,
  page,
  simulator,
}) => {
  await simulator.setPace({ firstTokenMs: 20, tokensPerSecond: 1000, outputTokens: 30 });
  await chat.open();
  await chat.send('Question 1');
  await chat.expectAnswer('complete');
  for (let turn = 2; turn <= 18; turn += 1) {
    await askQuestion(firstword, `Question ${String(turn)}`, chat.conversationId);
  }

  await page.reload();
  await expect(chat.questions).toHaveCount(15);
  const first = chat.questions.filter({ hasText: /^Question 4(?!\d)/ });
  await first.scrollIntoViewIfNeeded();
  await page.getByRole('button', { name: 'Show earlier messages' }).scrollIntoViewIfNeeded();
  const before = await first.boundingBox();
  await page.getByRole('button', { name: 'Show earlier messages' }).click();
  await expect(chat.questions).toHaveCount(18);

  const after = await first.boundingBox();
  expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(60);
  await expect(page.getByRole('button', { name: 'Show earlier messages' })).toHaveCount(0);
});
