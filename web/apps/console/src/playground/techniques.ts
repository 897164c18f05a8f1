import type { About } from '@firstword/react/client';

/** The techniques that can be switched on the right side of the playground. */
export const techniqueNames = [
  'optimistic',
  'skeleton',
  'phases',
  'streaming',
  'summary',
  'parallel',
  'cache',
  'prepare',
  'fasterModel',
] as const;

export type Technique = (typeof techniqueNames)[number];

/** The techniques in use. */
export type Techniques = ReadonlySet<Technique>;

/** The baseline: send, wait for the complete answer, show it. */
export const noTechniques: Techniques = new Set();

/** Whether a technique can be switched here, and why not. */
export type Availability = 'here' | 'needs latency injection' | 'needs a second model';

/** What this server allows a page to switch. */
export function availabilityOf(technique: Technique, about: About): Availability {
  switch (technique) {
    case 'parallel':
      return about.lab === true ? 'here' : 'needs latency injection';
    case 'fasterModel': {
      const { defaultModel, fasterModel } = modelsOf(about);
      return defaultModel === fasterModel ? 'needs a second model' : 'here';
    }
    case 'optimistic':
    case 'skeleton':
    case 'phases':
    case 'streaming':
    case 'summary':
    case 'cache':
    case 'prepare':
      return 'here';
  }
}

/** The model of both sides, and the one of the technique "faster model". */
export function modelsOf({ models }: About): {
  readonly defaultModel: string;
  readonly fasterModel: string;
} {
  const defaultModel = models.find((name) => name.includes('sonnet')) ?? models.at(-1) ?? '';
  return {
    defaultModel,
    fasterModel: models.find((name) => name.includes('haiku')) ?? defaultModel,
  };
}
