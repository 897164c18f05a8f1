import { type AnthropicProvider, createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI, type OpenAIProvider } from '@ai-sdk/openai';
import type { LanguageModel } from 'ai';
import { generateText, stepCountIs, tool } from 'ai';
import { z } from 'zod';

import { expect, fastPace, test as base } from '../support/fixtures.js';

/** The AI SDK runs the tools of an application over the providers' own APIs. No browser takes part. */

interface Clients {
  readonly aiOpenai: OpenAIProvider;
  readonly aiAnthropic: AnthropicProvider;
}

const test = base.extend<{ readonly clients: Clients }>({
  clients: async ({ server, simulator }, use) => {
    await simulator.setPace(fastPace);
    const compatible = { baseURL: `${server.url}/v1`, apiKey: 'any' };
    await use({
      aiOpenai: createOpenAI(compatible),
      aiAnthropic: createAnthropic(compatible),
    });
    await simulator.reset();
  },
});

const model = 'claude-haiku-4-5-20251001';
const question = 'Why is the sky blue?';

const aiModels: readonly [string, (clients: Clients) => LanguageModel][] = [
  ['chat completions', ({ aiOpenai }) => aiOpenai.chat(model)],
  ['responses', ({ aiOpenai }) => aiOpenai(model)],
  ['messages', ({ aiAnthropic }) => aiAnthropic(model)],
];

for (const [name, of] of aiModels) {
  test(`the AI SDK runs a tool over ${name}`, async ({ clients, simulator }) => {
    await simulator.setAgent([['search'], ['search']]);
    const results: string[] = [];

    const { steps, text } = await generateText({
      model: of(clients),
      prompt: question,
      providerOptions: { openai: { store: false } },
      stopWhen: stepCountIs(5),
      tools: {
        search: tool({
          description: 'Searches',
          inputSchema: z.object({ query: z.string() }),
          execute: ({ query }) => {
            results.push(query);
            return 'Found it';
          },
        }),
      },
    });

    expect(steps.map(({ finishReason }) => finishReason)).toEqual([
      'tool-calls',
      'tool-calls',
      'stop',
    ]);
    expect(results).toHaveLength(2);
    expect(text).toContain('Found it');
  });
}
