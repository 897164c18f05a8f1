import type { About } from '@firstword/react/client';

/** What can be switched on and off on the right side of the playground. */
export const techniqueNames = [
  'optimistic',
  'skeleton',
  'phases',
  'streaming',
  'summary',
  'parallel',
  'cache',
  'headStart',
  'hedging',
  'fasterModel',
] as const;

export type Technique = (typeof techniqueNames)[number];

/** Which techniques are in use. */
export type Techniques = ReadonlySet<Technique>;

/** The plain way: send, wait for the whole answer, show it. */
export const noTechniques: Techniques = new Set();

/** Whether a technique can be switched here, and if not, why. */
export type Availability = 'here' | 'needs the lab' | 'needs a second model' | 'is in the settings';

/** What this server lets a page switch. */
export function availabilityOf(technique: Technique, about: About): Availability {
  switch (technique) {
    case 'parallel':
      return about.lab === true ? 'here' : 'needs the lab';
    case 'fasterModel': {
      const { usual, faster } = modelsOf(about);
      return usual === faster ? 'needs a second model' : 'here';
    }
    // Which calls are doubled is decided for all turns together, from what was measured.
    case 'hedging':
      return 'is in the settings';
    case 'optimistic':
    case 'skeleton':
    case 'phases':
    case 'streaming':
    case 'summary':
    case 'cache':
    case 'headStart':
      return 'here';
  }
}

/** The model that both sides use, and the one of the technique "faster model". */
export function modelsOf({ models }: About): { readonly usual: string; readonly faster: string } {
  const usual = models.find((name) => name.includes('sonnet')) ?? models.at(-1) ?? '';
  return { usual, faster: models.find((name) => name.includes('haiku')) ?? usual };
}
