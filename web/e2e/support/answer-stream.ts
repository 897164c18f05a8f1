import type { Page } from '@playwright/test';

/** Answers the next question of a page with a text of the test's choice. */
export async function answerWith(page: Page, text: string): Promise<void> {
  const ids = { turn_id: 't1', user_message_id: 'u1', assistant_message_id: 'a1' };
  const latency = { total_ms: 1, phases: [], critical_path: [] };
  const events = [
    { type: 'start', conversation_id: 'c1', simulated: true, ...ids },
    { type: 'text', text },
    { type: 'done', finish_reason: 'stop', latency },
  ];
  await page.route(
    '**/api/chat/stream',
    (route) =>
      route.fulfill({
        contentType: 'text/event-stream',
        body: events
          .map((event, index) => `id: ${String(index + 1)}\ndata: ${JSON.stringify(event)}\n\n`)
          .join(''),
      }),
    { times: 1 },
  );
}
