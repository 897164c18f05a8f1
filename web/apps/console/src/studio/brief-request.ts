import type { ProfileSummary, TurnRequest } from '@firstword/react/client';

import { studioStrings } from '../shared/studio-strings.js';

/** The values of the fields, by name. */
export type Brief = Readonly<Record<string, string>>;

/** Creates the request that writes a proposal from a brief. */
export function requestOf(profile: ProfileSummary, brief: Brief): TurnRequest {
  const inputs = Object.fromEntries(
    Object.entries(brief)
      .map(([name, text]) => [name, text.trim()] as const)
      .filter(([, text]) => text !== ''),
  );
  return { message: studioStrings.message, profile: profile.name, inputs, origin: 'studio' };
}

/** The brief of a turn's request; empty if another page sent it. */
export function briefOf(request: TurnRequest | undefined): Brief {
  const texts = Object.entries(request?.inputs ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}
