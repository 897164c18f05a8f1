import { type PlaygroundSettings, formatQuery, workedExample } from './playground-settings.js';

/** The cases that the playground offers, in the order of its buttons. */
export const presetNames = ['story', 'example', 'think', 'agent', 'proxy', 'slow'] as const;

export type PresetName = (typeof presetNames)[number];

/** Where nothing but the model takes time. */
const quick = { firstTokenMs: 500, inputTokens: 1_000, outputTokens: 300, slowPhases: false };

/** The settings of a preset. The question and the techniques are those of the playground's start. */
export function presetSettings(name: PresetName, question: string): PlaygroundSettings {
  const example = workedExample(question);
  switch (name) {
    case 'example':
      return example;
    // The README's story: an answer of twelve seconds.
    case 'story':
      return { ...example, ...quick, firstTokenMs: 400, outputTokens: 720 };
    case 'think':
    case 'agent':
      return { ...example, ...quick, behavior: name };
    case 'proxy':
      return { ...example, ...quick, delivery: 'held' };
    case 'slow':
      return { ...example, ...quick, firstTokenMs: 6_000, tokensPerSecond: 20, outputTokens: 200 };
  }
}

/** The preset that these settings are; undefined if they were changed. */
export function presetOf(settings: PlaygroundSettings): PresetName | undefined {
  const query = formatQuery(settings);
  return presetNames.find((name) => formatQuery(presetSettings(name, settings.question)) === query);
}
