import { type Technique, techniqueNames, type Techniques } from './techniques.js';

/** The settings that a link to the playground carries. */
export interface PlaygroundSettings {
  readonly question: string;
  readonly techniques: Techniques;
  /** The simulated model's median time to first token. */
  readonly firstTokenMs: number;
  readonly tokensPerSecond: number;
  /** The length of the instructions before the question. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The number of concurrent users, on each side. */
  readonly people: number;
  /** Whether the phases before the model are as slow as in the worked example. */
  readonly slowPhases: boolean;
  /** What the simulated model does before it answers. */
  readonly behavior: Behavior;
  readonly delivery: Delivery;
}

/** How the answer leaves the provider: as it is written, or held by a proxy until it is complete. */
export type Delivery = 'stream' | 'held';

/** What a simulated model does before it answers. */
export type Behavior = 'answer' | 'think' | 'agent';

const behaviors: readonly string[] = ['answer', 'think', 'agent'] satisfies readonly Behavior[];

/** A setting with a slider: its name in links, and its range. */
export interface SliderSetting {
  readonly field: 'firstTokenMs' | 'tokensPerSecond' | 'inputTokens' | 'outputTokens' | 'people';
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

export const sliders: readonly SliderSetting[] = [
  { field: 'firstTokenMs', min: 100, max: 10_000, step: 100 },
  { field: 'tokensPerSecond', min: 10, max: 200, step: 5 },
  { field: 'inputTokens', min: 0, max: 20_000, step: 1_000 },
  { field: 'outputTokens', min: 50, max: 1_500, step: 50 },
  // One of them is the user at this page. The server runs 16 jobs at a time.
  { field: 'people', min: 1, max: 17, step: 1 },
];

/** Preparation while typing needs a user who types, and a faster model is another product decision. */
const usualTechniques: readonly Technique[] = techniqueNames.filter(
  (name) => name !== 'prepare' && name !== 'fasterModel',
);

/**
 * The product's worked example: 40 ms of sign-in, 180 ms of history and 350 ms of retrieval. The prompt of
 * 10,000 tokens costs 1.1 s uncached, and the text takes 12 s.
 */
export function workedExample(question: string): PlaygroundSettings {
  return {
    question,
    techniques: new Set(usualTechniques),
    firstTokenMs: 700,
    tokensPerSecond: 60,
    inputTokens: 10_000,
    outputTokens: 700,
    people: 1,
    slowPhases: true,
    behavior: 'answer',
    delivery: 'stream',
  };
}

/** Parses the settings of a link. Missing and invalid ones are those of the worked example. */
export function parseSettings(query: string, question: string): PlaygroundSettings {
  const fields = new URLSearchParams(query);
  const standard = workedExample(question);
  const figure = ({ field, min, max }: SliderSetting): number => {
    const value = Number(fields.get(field) ?? Number.NaN);
    return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : standard[field];
  };
  const figures = Object.fromEntries(sliders.map((scale) => [scale.field, figure(scale)]));
  const named = fields.get('with')?.split(' ');
  const behavior = fields.get('behavior') ?? '';
  return {
    ...standard,
    ...figures,
    question: fields.get('question')?.trim() ?? standard.question,
    slowPhases: fields.has('slowPhases')
      ? fields.get('slowPhases') === 'true'
      : standard.slowPhases,
    behavior: isBehavior(behavior) ? behavior : standard.behavior,
    delivery: fields.get('delivery') === 'held' ? 'held' : standard.delivery,
    techniques:
      named === undefined
        ? standard.techniques
        : new Set(techniqueNames.filter((name) => named.includes(name))),
  };
}

function isBehavior(name: string): name is Behavior {
  return behaviors.includes(name);
}

/** The settings as the query string of a link. */
export function formatQuery(settings: PlaygroundSettings): string {
  const fields = new URLSearchParams({
    question: settings.question,
    with: techniqueNames.filter((name) => settings.techniques.has(name)).join(' '),
    slowPhases: String(settings.slowPhases),
    behavior: settings.behavior,
    delivery: settings.delivery,
  });
  for (const { field } of sliders) fields.set(field, String(settings[field]));
  return `?${fields.toString()}`;
}
