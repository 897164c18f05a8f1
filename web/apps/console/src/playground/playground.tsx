import { type ReactNode, useMemo } from 'react';

import type { Api } from '../shared/api.js';
import { LatencyInjectionClient } from './latency-injection-client.js';
import { PlaygroundPage, type PlaygroundPageProps } from './playground-page.js';

export interface PlaygroundProps extends Omit<PlaygroundPageProps, 'latencyInjection'> {
  readonly api: Api;
}

/** The playground, with what it takes to slow down a server that allows it. Loaded on demand. */
export function Playground({ api, ...props }: PlaygroundProps): ReactNode {
  const allowed = props.about.lab === true;
  const latencyInjection = useMemo(
    () =>
      allowed
        ? new LatencyInjectionClient((path, init) => fetch(path, init), api.headers)
        : undefined,
    [allowed, api],
  );
  return <PlaygroundPage {...props} latencyInjection={latencyInjection} />;
}
