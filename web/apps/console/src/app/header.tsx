import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';
import { ListIcon, MoonIcon, SunIcon } from '../shared/icons.js';
import { InternalLink } from '../shared/internal-link.js';
import { PageTabs } from './page-tabs.js';
import type { Route } from '../shared/routes.js';
import { useTheme } from './use-theme.js';

export interface HeaderProps {
  readonly simulated: boolean;
  /** Whether the server accepts injected phase latency. */
  readonly latencyInjection: boolean;
  readonly page: Route['page'];
  readonly onOpen: (path: string) => void;
  /** Absent on pages without conversations. */
  readonly onConversations: (() => void) | undefined;
}

/** The product's name, the kind of models that answer, and the theme switch. */
export function Header(props: HeaderProps): ReactNode {
  const { simulated, latencyInjection, page, onOpen, onConversations } = props;
  const { theme, toggle } = useTheme();
  return (
    <header className="header">
      {onConversations !== undefined && (
        <button
          type="button"
          className="icon-button header-conversations"
          aria-label={strings.openConversations}
          onClick={onConversations}
        >
          <ListIcon />
        </button>
      )}
      <h1 className="wordmark">
        <InternalLink path="/" onOpen={onOpen}>
          {strings.product}
        </InternalLink>
      </h1>
      <PageTabs current={page} onOpen={onOpen} />
      <div className="header-end">
        {simulated && (
          <span className="badge" title={strings.simulatedReason}>
            {strings.simulated[0]}
            <span className="badge-rest"> {strings.simulated[1]}</span>
          </span>
        )}
        {latencyInjection && (
          <span className="badge" title={strings.latencyInjectionReason}>
            {strings.latencyInjection[0]}
            <span className="badge-rest"> {strings.latencyInjection[1]}</span>
          </span>
        )}
        <button
          type="button"
          className="icon-button"
          aria-label={theme === 'dark' ? strings.useLight : strings.useDark}
          onClick={toggle}
        >
          {theme === 'dark' ? <SunIcon /> : <MoonIcon />}
        </button>
      </div>
    </header>
  );
}
