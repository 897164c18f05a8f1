import { randomUUID } from 'node:crypto';

import { aiSdkClients } from '../support/api-clients/ai-sdk.js';
import { anthropicClients } from '../support/api-clients/anthropic.js';
import {
  type Answer,
  cases,
  type ClientCase,
  type ClientChat,
  ClientFailure,
  type Question,
  type TestedClient,
  toolResult,
} from '../support/api-clients/client.js';
import { readClientTable } from '../support/api-clients/client-table.js';
import { openaiClients } from '../support/api-clients/openai.js';
import { eventually } from '../support/eventually.js';
import { endlessPace, expect, test as base } from '../support/fixtures.js';
import { Firstword } from '../support/firstword.js';
import type { FaultKind, Simulator } from '../support/simulator.js';

/**
 * What each client of a provider's API can do with this server: all cases with all clients, except those that a client
 * cannot express. No browser takes part.
 */

const clients: readonly TestedClient[] = [...openaiClients, ...anthropicClients, ...aiSdkClients];

const model = 'claude-haiku-4-5-20251001';
const quickPace = { firstTokenMs: 1, tokensPerSecond: 2_000, outputTokens: 30 };
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

/** Models that fail. The server remembers which ones did, so each failure gets a model of its own. */
const failingNames = Array.from({ length: 80 }, (_, i) => `failing-${String(i)}`);
let failed = 0;

interface Api {
  readonly server: Firstword;
  readonly key: string;
}

const test = base.extend<{ readonly models: Simulator }, { readonly api: Api }>({
  api: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the dependencies from the pattern
    async ({}, use) => {
      const api = await Firstword.startWithKey({
        models: [model, 'claude-sonnet-4-6', ...failingNames].map((name) => ({ name })),
        routing: { hedge: { rate: 0 } },
      });
      await use(api);
      await api.server.stop();
    },
    { scope: 'worker', timeout: 320_000 },
  ],
  models: async ({ api }, use) => {
    await api.server.simulator.reset();
    await api.server.simulator.setPace(quickPace);
    await use(api.server.simulator);
  },
});

const bothWays: readonly boolean[] = [true, false];

/** A client in front of the server and its simulated models. */
class Trial {
  constructor(
    private readonly client: TestedClient,
    private readonly api: Api,
    private readonly simulator: Simulator,
  ) {}

  open(key = this.api.key): ClientChat {
    return this.client.open(this.api.server.url, key);
  }

  ask(question: Partial<Question>): Promise<Answer> {
    return this.open().ask({ model, isStreamed: false, ...question });
  }

  async fails(status: number | undefined, question: Partial<Question>, chat = this.open()) {
    const outcome = await chat.ask({ model, isStreamed: false, ...question }).catch(asFailure);
    if (!(outcome instanceof ClientFailure)) {
      throw new Error(`It did not fail: ${outcome.text}`);
    }
    if (status !== undefined) {
      expect(outcome.status, String(outcome.cause)).toBe(status);
    }
    return outcome;
  }

  private async failing(kind: FaultKind, afterTokens = 0, retryAfter?: number): Promise<string> {
    const name = failingNames[failed++];
    if (name === undefined) {
      throw new Error('There are too few models that fail.');
    }
    await this.simulator.addModel(name);
    await this.simulator.injectFault(kind, afterTokens, retryAfter);
    return name;
  }

  private async runTools(isStreamed: boolean, calls: number): Promise<void> {
    const chat = this.open();
    const first = await chat.ask({ model: 'claude-sonnet-4-6', isStreamed, tool: true });
    expect(first.toolCalls).toBe(calls);
    expect((await chat.sendResults()).text).toContain(toolResult);
  }

  private async returnsThoughts(display: 'summarized' | 'omitted' | 'redacted'): Promise<void> {
    await this.simulator.setAgent([['search', 'search']]);
    await this.simulator.setThinking({ ms: 5, display });
    for (const isStreamed of bothWays) {
      await this.runTools(isStreamed, 2);
    }
  }

  async run(tested: ClientCase): Promise<void> {
    switch (tested) {
      case 'streaming': {
        const { pieces, text } = await this.ask({ isStreamed: true });
        expect(pieces).toBeGreaterThan(2);
        expect(text).not.toBe('');
        break;
      }
      case 'not streaming':
        expect((await this.ask({})).text).not.toBe('');
        break;
      case 'several turns': {
        const chat = this.open();
        const first = await chat.ask({ model, isStreamed: true });
        const second = await chat.ask({ model, isStreamed: false });
        // The history is the question and the answer of before.
        expect(second.inputTokens).toBeGreaterThan(first.inputTokens + first.outputTokens);
        break;
      }
      case 'abort ends the model call':
        await this.simulator.setPace(endlessPace);
        await this.open().abort({ model, isStreamed: true });
        await eventually(async () => (await this.simulator.stats()).closed_by_client, {
          timeout: 2_000,
        }).toBe(1);
        break;
      case '400':
        await this.fails(400, { isInvalid: true });
        break;
      case '401':
        for (const isStreamed of bothWays) {
          await this.fails(401, { isStreamed }, this.open('fw_wrong'));
        }
        break;
      case '429':
        for (const isStreamed of bothWays) {
          await this.fails(429, { isStreamed, model: await this.failing('rate_limit', 0, 7) });
        }
        break;
      case '`retry-after` of a 429': {
        const limited = await this.failing('rate_limit', 0, 7);
        expect((await this.fails(429, { model: limited })).retryAfter).toBe('7');
        break;
      }
      case "529, or 503 of OpenAI's APIs":
        for (const isStreamed of bothWays) {
          const overloaded = await this.failing('overloaded');
          await this.fails(this.client.overloadedStatus, { isStreamed, model: overloaded });
        }
        break;
      case 'error in mid-stream':
        await this.fails(undefined, { isStreamed: true, model: await this.failing('cut', 3) });
        break;
      case 'tool round trip':
      case 'parallel tools': {
        const calls = tested === 'parallel tools' ? 2 : 1;
        await this.simulator.setAgent([Array<string>(calls).fill('search')]);
        for (const isStreamed of bothWays) {
          await this.runTools(isStreamed, calls);
        }
        break;
      }
      case 'thought returned with its signature':
        await this.returnsThoughts('summarized');
        break;
      case 'thought without text returned':
        await this.returnsThoughts('omitted');
        await this.returnsThoughts('redacted');
        break;
      case 'image':
        expect((await this.ask({ image: pixel })).text).toContain('1 image');
        break;
      case 'PDF':
        expect((await this.ask({ pdf })).text).toContain('1 file');
        break;
      case 'JSON schema':
        expect(JSON.parse((await this.ask({ schema: true })).text)).toEqual({
          colour: expect.any(String) as unknown,
        });
        break;
      case 'usage':
        for (const isStreamed of bothWays) {
          const { inputTokens, outputTokens } = await this.ask({ isStreamed, text: randomUUID() });
          expect(inputTokens).toBeGreaterThan(5);
          expect(outputTokens).toBe(quickPace.outputTokens);
        }
        break;
    }
  }
}

function asFailure(error: unknown): ClientFailure {
  if (error instanceof ClientFailure) {
    return error;
  }
  throw error;
}

for (const client of clients) {
  for (const tested of cases) {
    if (client.impossible[tested] === undefined) {
      test(`${client.title}: ${tested}`, async ({ api, models }) => {
        await new Trial(client, api, models).run(tested);
      });
    }
  }
}

test('the documentation names every case', async () => {
  const table = await readClientTable();

  expect(table.cases).toEqual(cases);
  for (const client of clients) {
    for (const tested of cases) {
      expect
        .soft(table.reason(client.title, tested), `${client.title}, ${tested}`)
        .toBe(client.impossible[tested] ?? '');
    }
  }
});
