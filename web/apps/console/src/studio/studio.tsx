import '../styles/studio.css';

import type { About, FirstwordClient } from '@firstword/react/client';
import type { ReactNode } from 'react';

import { Unavailable } from '../shared/unavailable.js';
import { studioStrings } from '../shared/studio-strings.js';
import { StudioPage } from './studio-page.js';

export interface StudioProps {
  readonly client: FirstwordClient;
  /** Absent until the server has described itself. */
  readonly about: About | undefined;
  readonly turnId: string | undefined;
  readonly onUrlChange: (path: string) => void;
  readonly onOpen: (path: string) => void;
}

/** The studio, if the server has a profile for proposals. */
export function Studio({ about, ...rest }: StudioProps): ReactNode {
  if (about === undefined) {
    return null;
  }
  const profile = about.profiles.find(({ name }) => name === 'proposal');
  return profile === undefined ? (
    <Unavailable
      title={studioStrings.noProfileTitle}
      text={studioStrings.noProfileText}
      onOpen={rest.onOpen}
    />
  ) : (
    <StudioPage profile={profile} {...rest} />
  );
}
