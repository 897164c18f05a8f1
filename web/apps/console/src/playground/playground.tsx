import { type ReactNode, useMemo } from 'react';

import type { Api } from '../shared/api.js';
import { LabClient } from './lab-client.js';
import { PlaygroundPage, type PlaygroundPageProps } from './playground-page.js';

export interface PlaygroundProps extends Omit<PlaygroundPageProps, 'lab'> {
  readonly api: Api;
}

/** The playground, with what it takes to slow down a server that allows it. Loaded on demand. */
export function Playground({ api, ...props }: PlaygroundProps): ReactNode {
  const allowed = props.about.lab === true;
  const lab = useMemo(
    () => (allowed ? new LabClient((path, init) => fetch(path, init), api.headers) : undefined),
    [allowed, api],
  );
  return <PlaygroundPage {...props} lab={lab} />;
}
