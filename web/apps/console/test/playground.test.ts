import { describe, expect, it } from 'vitest';

import { LatencyInjectionClient } from '../src/playground/latency-injection-client.js';
import { requestFor } from '../src/playground/pane-request.js';
import {
  formatQuery,
  parseSettings,
  workedExample,
} from '../src/playground/playground-settings.js';
import { presetNames, presetOf, presetSettings } from '../src/playground/presets.js';
import { availabilityOf, noTechniques } from '../src/playground/techniques.js';

const about = {
  name: 'Firstword',
  version: '0.1.0',
  simulated: true,
  profiles: [],
  models: ['claude-haiku-4-5-20251001', 'claude-sonnet-4-6'],
};
const example = workedExample('Why?');

describe('a link to the playground', () => {
  it('carries every setting', () => {
    const settings = {
      ...example,
      question: 'What is in a & b?',
      techniques: new Set(['streaming', 'fasterModel'] as const),
      firstTokenMs: 1_200,
      slowPhases: false,
    };

    expect(parseSettings(formatQuery(settings), 'Why?')).toEqual(settings);
  });

  it('carries what the model does before it answers', () => {
    const settings = presetSettings('agent', 'Why?');

    expect(parseSettings(formatQuery(settings), 'Why?')).toEqual(settings);
    expect(parseSettings('?behavior=dance', 'Why?').behavior).toBe('answer');
  });

  it('is the worked example by default', () => {
    expect(parseSettings('', 'Why?')).toEqual(example);
  });

  it('clamps figures to the range of their sliders', () => {
    const { firstTokenMs, outputTokens, tokensPerSecond } = parseSettings(
      '?firstTokenMs=999999&outputTokens=-3&tokensPerSecond=fast',
      'Why?',
    );

    expect([firstTokenMs, outputTokens, tokensPerSecond]).toEqual([10_000, 50, 60]);
  });
});

describe('the two requests', () => {
  it('differ in nothing but the techniques', () => {
    const plain = requestFor(example, noTechniques, about, 'n1');
    const other = requestFor(example, new Set(['fasterModel', 'summary', 'cache']), about, 'n2');

    expect(plain).toMatchObject({ message: 'Why?', model: 'claude-sonnet-4-6', summary: false });
    expect(other).toMatchObject({
      message: 'Why?',
      model: 'claude-haiku-4-5-20251001',
      summary: true,
    });
  });

  it('start with unique text if the cache is off', () => {
    const system = (nonce: string) => requestFor(example, noTechniques, about, nonce).system;
    const cached = (nonce: string) => requestFor(example, new Set(['cache']), about, nonce).system;

    expect(system('n1')).not.toBe(system('n2'));
    expect(cached('n1')).toBe(cached('n2'));
  });
});

describe('the simulated model', () => {
  it.each([
    ['story', []],
    ['think', ['thinking']],
    ['agent', ['thinking', 'agent']],
  ] as const)('of the preset %s has the settings for it, and no others', async (preset, fields) => {
    const bodies: string[] = [];
    const latencyInjection = new LatencyInjectionClient(
      (_path, init) => {
        bodies.push(init.body as string);
        return Promise.resolve(new Response());
      },
      () => ({}),
    );

    await latencyInjection.setPace(presetSettings(preset, 'Why?'), ['one']);

    const { models } = JSON.parse(bodies[0] ?? '') as { models: { one: object } };
    const pace = ['ttft_ms', 'tokens_per_second', 'output_tokens'];
    expect(Object.keys(models.one)).toEqual([...pace, ...fields]);
  });
});

it('behind a proxy that buffers has the simulator hold the answer back', async () => {
  const bodies: string[] = [];
  const latencyInjection = new LatencyInjectionClient(
    (_path, init) => {
      bodies.push(init.body as string);
      return Promise.resolve(new Response());
    },
    () => ({}),
  );

  await latencyInjection.setPace(presetSettings('proxy', 'Why?'), ['one']);
  await latencyInjection.setPace(presetSettings('slow', 'Why?'), ['one']);

  expect(bodies.map((body) => (JSON.parse(body) as { faults?: object }).faults)).toEqual([
    [{ kind: 'answer_as_json' }],
    undefined,
  ]);
});

describe('a preset', () => {
  it.each(presetNames)('%s survives its link, and is recognized', (name) => {
    const settings = parseSettings(formatQuery(presetSettings(name, 'Why?')), 'How?');

    expect(presetOf(settings)).toBe(name);
  });

  it('is none once a setting was changed', () => {
    expect(presetOf({ ...presetSettings('slow', 'Why?'), people: 2 })).toBeUndefined();
  });
});

describe('a technique', () => {
  it('that needs latency injection is offered only if it is enabled', () => {
    expect(availabilityOf('parallel', about)).toBe('needs latency injection');
    expect(availabilityOf('parallel', { ...about, lab: true })).toBe('here');
  });

  it('that needs a second model is not offered if there is only one', () => {
    expect(availabilityOf('fasterModel', { ...about, models: ['one'] })).toBe(
      'needs a second model',
    );
  });
});
