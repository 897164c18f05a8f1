import { test as base } from '@playwright/test';

import { Chat } from './chat.js';
import { Firstword, type ProfileTimeouts } from './firstword.js';
import type { Simulator } from './simulator.js';

interface TestFixtures {
  readonly simulator: Simulator;
  readonly chat: Chat;
}

interface WorkerFixtures {
  readonly times: ProfileTimeouts;
  readonly firstword: Firstword;
}

/** A pace at which a test does not have to wait, and still sees every state. */
export const fastPace = { firstTokenMs: 150, tokensPerSecond: 300, outputTokens: 120 };

/** A pace that leaves time to act in the middle of an answer. */
export const steadyPace = { firstTokenMs: 300, tokensPerSecond: 60, outputTokens: 300 };

/** The slow pace without an end, for answers that are going to be stopped. */
export const endlessPace = { ...steadyPace, outputTokens: 6_000 };

/** Tests with a real server, its simulator at a fast pace, and the chat page. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  times: [{}, { option: true, scope: 'worker' }],
  firstword: [
    async ({ times }, use) => {
      const server = await Firstword.start(times);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 320_000 },
  ],
  simulator: async ({ firstword }, use) => {
    await firstword.simulator.reset();
    await firstword.simulator.setPace(fastPace);
    await use(firstword.simulator);
  },
  chat: async ({ page, firstword, simulator: _ready }, use) => {
    await use(new Chat(page, firstword));
  },
});

export { expect } from '@playwright/test';
