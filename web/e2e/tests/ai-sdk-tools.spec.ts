import { type AnthropicProvider, createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI, type OpenAIProvider } from '@ai-sdk/openai';
import Anthropic, { APIError as AnthropicError } from '@anthropic-ai/sdk';
import type { LanguageModel } from 'ai';
import { generateText, stepCountIs, streamText, tool } from 'ai';
import OpenAI, { APIError as OpenAiError } from 'openai';
import { z } from 'zod';

import { eventually } from '../support/eventually.js';
import { expect, fastPace, test as base } from '../support/fixtures.js';

/** Clients of the providers' own APIs talk to the server unmodified. No browser takes part. */

interface Clients {
  readonly openai: OpenAI;
  readonly anthropic: Anthropic;
  readonly aiOpenai: OpenAIProvider;
  readonly aiAnthropic: AnthropicProvider;
}

const test = base.extend<{ readonly clients: Clients }>({
  clients: async ({ server, simulator }, use) => {
    await simulator.setPace(fastPace);
    const compatible = { baseURL: `${server.url}/v1`, apiKey: 'any' };
    await use({
      openai: new OpenAI({ ...compatible, maxRetries: 0 }),
      anthropic: new Anthropic({ baseURL: server.url, apiKey: 'any', maxRetries: 0 }),
      aiOpenai: createOpenAI(compatible),
      aiAnthropic: createAnthropic(compatible),
    });
    await simulator.reset();
  },
});

const model = 'claude-haiku-4-5-20251001';
const question = 'Why is the sky blue?';

test('openai streams a chat completion and a response', async ({ clients: { openai } }) => {
  const chat = openai.chat.completions.stream({
    model,
    messages: [{ role: 'user', content: question }],
    stream_options: { include_usage: true },
  });
  const completion = await chat.finalChatCompletion();
  const response = await openai.responses.stream({ model, input: question }).finalResponse();

  expect(completion.choices[0]?.finish_reason).toBe('stop');
  expect(completion.usage?.completion_tokens).toBeGreaterThan(0);
  expect(response.status).toBe('completed');
  expect(response.output_text.length).toBeGreaterThan(50);
});

test('@anthropic-ai/sdk streams a message', async ({ clients: { anthropic } }) => {
  const message = await anthropic.messages
    .stream({ model, max_tokens: 500, messages: [{ role: 'user', content: question }] })
    .finalMessage();

  expect(message.stop_reason).toBe('end_turn');
  expect(message.usage.output_tokens).toBeGreaterThan(0);
});

test('a failure before the first token is an error with a status', async ({
  clients: { anthropic, openai },
  simulator,
}) => {
  await simulator.injectFault('overloaded');
  const messages = [{ role: 'user' as const, content: question }];

  const ofAnthropic = anthropic.messages.create({ model, max_tokens: 9, stream: true, messages });
  await expect(ofAnthropic).rejects.toThrow(AnthropicError);
  await expect(ofAnthropic).rejects.toMatchObject({ status: 529 });
  const ofOpenAi = openai.chat.completions.create({ model, stream: true, messages });
  await expect(ofOpenAi).rejects.toThrow(OpenAiError);
  await expect(ofOpenAi).rejects.toMatchObject({ status: 503 });
});

test('an aborted call closes the call of the model', async ({ clients: { openai }, simulator }) => {
  await simulator.setPace({ ...fastPace, outputTokens: 6_000 });
  const abort = new AbortController();
  const stream = await openai.chat.completions.create(
    { model, stream: true, messages: [{ role: 'user', content: question }] },
    { signal: abort.signal },
  );

  for await (const _ of stream) {
    abort.abort();
  }

  await eventually(async () => (await simulator.stats()).closed_by_client).toBe(1);
});

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

  test(`the AI SDK streams text over ${name}`, async ({ clients }) => {
    const { finishReason, textStream, usage } = streamText({
      model: of(clients),
      prompt: question,
    });

    let text = '';
    for await (const piece of textStream) {
      text += piece;
    }

    expect(text.length).toBeGreaterThan(50);
    expect(await finishReason).toBe('stop');
    expect((await usage).outputTokens).toBeGreaterThan(0);
  });
}
