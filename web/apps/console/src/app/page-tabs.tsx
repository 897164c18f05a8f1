import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';
import { InternalLink } from '../shared/internal-link.js';
import {
  chatPath,
  latencyPath,
  partsPath,
  playgroundPath,
  type Route,
  studioPath,
} from '../shared/routes.js';

export interface PageTabsProps {
  readonly current: Route['page'];
  readonly onOpen: (path: string) => void;
}

const pages = [
  { page: 'chat', path: chatPath(), label: strings.chat },
  { page: 'studio', path: studioPath(), label: strings.studio.page },
  { page: 'playground', path: playgroundPath, label: strings.playground.page },
  { page: 'latency', path: latencyPath(), label: strings.latency.page },
  { page: 'parts', path: partsPath, label: strings.parts.page },
] as const;

/** The tabs that switch between the pages of the console. */
export function PageTabs({ current, onOpen }: PageTabsProps): ReactNode {
  return (
    <nav className="pages" aria-label={strings.pages}>
      {pages.map(({ page, path, label }) => (
        <InternalLink key={page} path={path} current={page === current} onOpen={onOpen}>
          {label}
        </InternalLink>
      ))}
    </nav>
  );
}
