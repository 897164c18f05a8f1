import { describe, expect, it } from 'vitest';

import { definitionsOf, runTool, type ToolSet } from '../../src/tools/tool-set.js';

const { signal } = new AbortController();

function call(name: string, args = '{}') {
  return { id: 'call-1', name, arguments: args };
}

const tools: ToolSet = {
  greet: ({ name }) => `Hello ${String(name)}`,
  weather: {
    description: 'The weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
    run: ({ city }: { city: string }) => Promise.resolve({ city, degrees: 12 }),
  },
  nothing: () => undefined,
  fails: () => {
    throw new Error('The shop is closed.');
  },
  circular: () => {
    const list: unknown[] = [];
    list.push(list);
    return list;
  },
};

describe('the definitions of tools', () => {
  it('have what the model must know, and an empty schema for a bare function', () => {
    expect(
      definitionsOf({ greet: tools['greet'] ?? '', weather: tools['weather'] ?? '' } as ToolSet),
    ).toEqual([
      { name: 'greet', parameters: { type: 'object', properties: {} } },
      {
        name: 'weather',
        description: 'The weather of a city.',
        parameters: { type: 'object', properties: { city: { type: 'string' } } },
      },
    ]);
  });
});

describe('running a tool', () => {
  it.each([
    ['a string as it is', 'greet', '{"name":"Ada"}', 'Hello Ada'],
    ['anything else as JSON', 'weather', '{"city":"Rome"}', '{"city":"Rome","degrees":12}'],
    ['nothing as null', 'nothing', '{}', 'null'],
    ['no arguments as an empty object', 'nothing', '', 'null'],
  ])('gives the model %s', async (_, name, args, content) => {
    expect(await runTool(tools, call(name, args), signal)).toEqual({ id: 'call-1', content });
  });

  it.each([
    ['what it threw', 'fails', '{}', /^The shop is closed\.$/],
    ['that there is no such tool', 'dance', '{}', /^This page has no tool named dance\.$/],
    ['nothing of an object itself', 'toString', '{}', /^This page has no tool named toString\.$/],
    ['that arguments are cut off', 'greet', '{"name":"A', /^The arguments of greet are not JSON: /],
    [
      'that arguments are a list',
      'greet',
      '[]',
      /^The arguments of greet are not a JSON object\.$/,
    ],
    [
      'that a result is no JSON',
      'circular',
      '{}',
      /^The result of circular cannot be written as JSON: /,
    ],
  ])('tells the model %s', async (_, name, args, reason) => {
    const result = await runTool(tools, call(name, args), signal);

    expect(result.is_error).toBe(true);
    expect(result.content).toMatch(reason);
  });

  it('lets a tool know its call, and stop', async () => {
    const controller = new AbortController();
    let seen: unknown;

    await runTool(
      {
        look: (_args, context) => {
          seen = context;
        },
      },
      call('look'),
      controller.signal,
    );

    expect(seen).toEqual({ callId: 'call-1', signal: controller.signal });
  });
});
