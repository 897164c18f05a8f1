import type { Chat } from '../support/chat.js';
import type { Firstword } from '../support/firstword.js';
import { briefPace, expect, test, endlessPace } from '../support/fixtures.js';
import { eventually } from '../support/eventually.js';

interface ReportedVitals {
  readonly click_to_echo_ms?: number;
  readonly click_to_feedback_ms?: number;
  readonly click_to_first_text_ms?: number;
  readonly longest_silence_ms?: number;
  readonly total_ms?: number;
  readonly abandoned?: boolean;
  readonly duplicate_clicks?: number;
}

/**
 * The vitals of a turn, once there is a report with a field: `total_ms`, unless the page was left. A reload first
 * reports the page as abandoned, which the report of the end replaces.
 */
async function reportedVitals(
  firstword: Firstword,
  turnId: string,
  field: 'total_ms' | 'abandoned' = 'total_ms',
): Promise<ReportedVitals> {
  let seen: ReportedVitals = {};
  await eventually(async () => {
    const turn = await firstword
      .read<{ seen?: ReportedVitals }>(`/api/latency/turns/${turnId}`)
      .catch(() => undefined);
    seen = turn?.seen ?? {};
    return seen[field];
  }).toBeDefined();
  return seen;
}

/** The turn ID of the conversation's newest message. */
async function newestTurn(chat: Chat): Promise<string> {
  return (await chat.storedMessages(1)).at(-1)?.turn_id ?? '';
}

test('vitals of an answer appear among the latencies', async ({ chat, firstword, page }) => {
  await chat.open();
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/vitals')) sent.push(request.postData() ?? '');
  });
  await chat.field.fill('How does memory affect AWS Lambda?');
  await chat.sendButton.dblclick();
  await chat.expectAnswer('complete');

  const seen = await reportedVitals(firstword, await newestTurn(chat));
  expect(seen.click_to_echo_ms).toBeGreaterThan(0);
  expect(seen.click_to_feedback_ms).toBeGreaterThanOrEqual(seen.click_to_echo_ms ?? 0);
  expect(seen.click_to_first_text_ms).toBeGreaterThan(150);
  expect(seen.total_ms).toBeGreaterThan(seen.click_to_first_text_ms ?? 0);
  expect(seen.longest_silence_ms).toBeGreaterThan(0);
  expect(seen.longest_silence_ms).toBeLessThanOrEqual(seen.total_ms ?? 0);
  expect(seen.duplicate_clicks).toBe(1);
  expect(seen).not.toHaveProperty('abandoned', true);
  // The server may have it before the browser reports the request.
  await eventually(() => sent).toHaveLength(1);
  expect(sent[0]?.length).toBeLessThan(1_024);
  expect(sent[0]).not.toContain('Lambda');

  const { all } = await firstword.read<{ all: { measures: Record<string, { count: number }> } }>(
    '/api/latency?window=10m',
  );
  for (const measure of ['echo', 'feedback', 'first_text', 'silence', 'total']) {
    expect(all.measures[`seen_${measure}_ms`]?.count, measure).toBeGreaterThan(0);
  }
});

test('a reload counts as part of the wait, and not as an abandoned page', async ({
  chat,
  firstword,
  page,
  simulator,
}) => {
  await simulator.setPace({ ...briefPace, firstTokenMs: 1_500 });
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await expect(page).toHaveURL(/\/c\//);

  await page.reload();
  await chat.expectAnswer('complete');

  const seen = await reportedVitals(firstword, await newestTurn(chat));
  expect(seen.click_to_first_text_ms).toBeGreaterThan(1_500);
  expect(seen.total_ms).toBeGreaterThan(seen.click_to_first_text_ms ?? 0);
  expect(seen).not.toHaveProperty('abandoned', true);
});

test('leaving the page before the end is reported', async ({
  chat,
  firstword,
  page,
  simulator,
}) => {
  await simulator.setPace(endlessPace);
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('streaming');
  // The first text is measured once it is painted, which it is before the next words are there.
  await expect(chat.lastAnswer.locator('.fw-markdown')).toContainText(/\w+ \w+ \w+ \w+ \w+/);
  const turn = await newestTurn(chat);

  await page.goto('about:blank');
  await firstword.write('POST', `/api/turns/${turn}/cancel`, {});

  const seen = await reportedVitals(firstword, turn, 'abandoned');
  expect(seen.abandoned).toBe(true);
  expect(seen).not.toHaveProperty('total_ms');
  expect(seen.click_to_first_text_ms).toBeGreaterThan(0);
});

test('a proposal is measured like a chat', async ({ firstword, page, simulator }) => {
  await simulator.setPace({ firstTokenMs: 200, tokensPerSecond: 400, outputTokens: 300 });
  await page.goto(`${firstword.url}/studio`);
  await page.getByRole('button', { name: 'Fill in an example' }).click();
  await page.getByRole('button', { name: 'Write the proposal' }).dblclick();
  await expect(page.locator('.studio')).toHaveAttribute('data-state', 'complete');

  const seen = await reportedVitals(
    firstword,
    new URL(page.url()).pathname.replace('/studio/', ''),
  );
  expect(seen.click_to_first_text_ms).toBeGreaterThan(200);
  expect(seen.duplicate_clicks).toBe(1);
});
