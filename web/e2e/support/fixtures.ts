import { expect, test as base } from '@playwright/test';

import { type ProxiedStack, startProxied, stopProxied } from './proxied-stack.js';
import { Chat } from './chat.js';
import { Firstword } from './firstword.js';
import type { Simulator } from './simulator.js';

interface TestFixtures {
  /** The server of the chat page. A file that needs another one overrides it. */
  readonly server: Firstword;
  readonly simulator: Simulator;
  readonly chat: Chat;
}

/**
 * The servers that tests share. Each starts when the first test needs it. They are all declared here, because tests
 * with other worker fixtures would run in another worker, with a browser and servers of its own.
 */
interface WorkerFixtures {
  readonly firstword: Firstword;
  /** Gives up on slow models early. */
  readonly impatient: Firstword;
  /** Injects latency, and can search a document. */
  readonly laboratory: Firstword;
  /** Requires a key. */
  readonly guarded: { readonly server: Firstword; readonly key: string };
  /** Answers one question a minute. */
  readonly strict: Firstword;
  readonly broken: ProxiedStack;
}

/** A pace at which a test does not have to wait, and still sees every state. */
export const fastPace = { firstTokenMs: 150, tokensPerSecond: 300, outputTokens: 120 };

/** A pace that leaves time to act in the middle of an answer. */
export const steadyPace = { firstTokenMs: 300, tokensPerSecond: 60, outputTokens: 300 };

/** The slow pace without an end, for answers that are going to be stopped. */
export const endlessPace = { ...steadyPace, outputTokens: 6_000 };

/** The steady pace for an answer that ends soon. */
export const briefPace = { ...steadyPace, outputTokens: 60 };

const handbook = `# Travel handbook

## Trains

Tickets for trains are bought by the travel desk. Second class is the rule; first class needs a reason.

## Hotels

A night may cost 120 euros. In trade fair weeks the travel desk can allow more.
`;

const workerScope = { scope: 'worker', timeout: 320_000 } as const;

/** Tests with a real server, its simulator at a fast pace, and the chat page. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  firstword: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the dependencies from the pattern
    async ({}, use) => {
      const server = await Firstword.start();
      await use(server);
      await server.stop();
    },
    workerScope,
  ],
  impatient: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await Firstword.start({
        notice_after: '300ms',
        mid_answer_notice_after: '1s',
        first_token_timeout: '2s',
        idle_timeout: '2s',
      });
      await use(server);
      await server.stop();
    },
    workerScope,
  ],
  laboratory: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await Firstword.startLab({
        profiles: { chat: { phases: { search: { budget: '2s' } } } },
      });
      await server.write('POST', '/api/documents', {
        title: 'Travel handbook',
        source: 'https://intranet.example/travel',
        media_type: 'text/markdown',
        text: handbook,
      });
      await use(server);
      await server.stop();
    },
    workerScope,
  ],
  guarded: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const guarded = await Firstword.startWithKey();
      await use(guarded);
      await guarded.server.stop();
    },
    workerScope,
  ],
  strict: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await Firstword.startWith({ limits: { user: { turns_per_minute: 1 } } });
      await use(server);
      await server.stop();
    },
    workerScope,
  ],
  broken: [
    async ({ firstword }, use) => {
      const broken = await startProxied(firstword);
      await use(broken);
      await stopProxied(broken);
    },
    { scope: 'worker', timeout: 640_000 },
  ],
  server: async ({ firstword }, use) => {
    await use(firstword);
  },
  simulator: async ({ server }, use) => {
    await server.simulator.reset();
    await server.simulator.setPace(fastPace);
    await use(server.simulator);
  },
  /** No test may need what the content security policy of a page forbids. */
  page: async ({ page }, use) => {
    const violations: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) violations.push(message.text());
    });
    await use(page);
    expect(violations).toEqual([]);
  },
  chat: async ({ page, server, simulator: _ready }, use) => {
    await use(new Chat(page, server));
  },
});

export { expect };
