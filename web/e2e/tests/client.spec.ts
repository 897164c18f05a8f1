import {
  createClient,
  type NumberedEvent,
  ProblemError,
  type TurnEvent,
} from '@firstword/react/client';

import { briefPace, expect, test } from '../support/fixtures.js';

/** All events of a stream, with their positions in the log. */
async function collect(events: AsyncIterable<NumberedEvent>): Promise<NumberedEvent[]> {
  const seen: NumberedEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

function types(events: readonly NumberedEvent[]): TurnEvent['type'][] {
  return events.map(({ event }) => event.type);
}

test('a program reads a turn from start to finish', async ({ firstword, simulator }) => {
  await simulator.setPace({ firstTokenMs: 20, tokensPerSecond: 500, outputTokens: 40 });
  const client = createClient({ baseUrl: firstword.url });

  const events = await collect(client.start({ message: 'Hello' }));

  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  expect(types(events)).toEqual(
    expect.arrayContaining(['start', 'phase', 'model', 'text', 'done']),
  );
  expect(types(events)).not.toContain('unknown');
  expect(types(events)[0]).toBe('start');
  expect(types(events).at(-1)).toBe('done');
});

test('an interrupted reader resumes, and all readers see the same events', async ({
  firstword,
  simulator,
}) => {
  await simulator.setPace(briefPace);
  const client = createClient({ baseUrl: firstword.url });
  const first: NumberedEvent[] = [];
  let turnId = '';
  for await (const numbered of client.start({ message: 'Hello' })) {
    first.push(numbered);
    if (numbered.event.type === 'start') turnId = numbered.event.turn_id;
    if (first.length === 20) break;
  }

  const [rest, whole] = await Promise.all([
    collect(client.follow(turnId, { after: 20 })),
    collect(client.follow(turnId)),
  ]);

  expect([...first, ...rest]).toEqual(whole);
});

test('an EventSource that has seen the end stops', async ({ firstword, simulator, page }) => {
  await simulator.setPace(briefPace);
  const client = createClient({ baseUrl: firstword.url });
  const events = await collect(client.start({ message: 'Hello' }));
  const start = events[0]?.event;
  const turnId = start?.type === 'start' ? start.turn_id : '';
  const requests: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/stream')) requests.push(request.url());
  });
  await page.goto(firstword.url);

  for (const query of ['', `?after=${String(events.length)}`]) {
    requests.length = 0;
    await page.evaluate((url) => {
      Object.assign(window, { source: new EventSource(url) });
    }, `/api/turns/${turnId}/stream${query}`);

    // It reconnects once, after three seconds.
    await expect
      .poll(
        () => page.evaluate(() => (window as unknown as { source: EventSource }).source.readyState),
        { timeout: 15_000 },
      )
      .toBe(2);
    expect(requests).toHaveLength(2);
  }
});

test('the same key attaches to the same turn', async ({ firstword, simulator }) => {
  const client = createClient({ baseUrl: firstword.url });
  const idempotencyKey = client.newKey();

  const [one, two] = await Promise.all([
    collect(client.start({ message: 'Hello' }, { idempotencyKey })),
    collect(client.start({ message: 'Hello' }, { idempotencyKey })),
  ]);

  expect(two).toEqual(one);
  expect((await simulator.stats()).calls).toBe(1);
});

test('an invalid request is rejected with an explanation', async ({ firstword }) => {
  const client = createClient({ baseUrl: firstword.url });

  const refusal = await collect(client.start({ message: ' ' })).catch((thrown: unknown) => thrown);

  expect(refusal).toBeInstanceOf(ProblemError);
  expect(refusal).toMatchObject({ status: 400, action: 'edit' });
  expect((refusal as ProblemError).detail).toMatch(/^\p{Lu}.+\.$/u);
});
