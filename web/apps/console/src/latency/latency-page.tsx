import '../styles/latency-pages.css';

import { type ReactNode, useState } from 'react';

import type { Api } from '../shared/api.js';
import { InternalLink } from '../shared/internal-link.js';
import { latencyPath, type LatencyView, latencyViews } from '../shared/routes.js';
import { latencyStrings } from '../shared/latency-strings.js';
import { Choice } from './choice.js';
import { DiagnosisView } from './diagnosis-view.js';
import { latencyQueryOf, latencySettingsIn, refreshMs, windows } from './latency-settings.js';
import { SloView } from './slo-view.js';
import { type LatencyViewProps, PercentilesView } from './percentiles-view.js';
import { TurnsView } from './turns-view.js';
import { TurnView } from './turn-view.js';

export interface LatencyPageProps {
  readonly api: Api;
  readonly view: LatencyView;
  /** The turn whose waterfall is shown. */
  readonly turnId: string | undefined;
  /** The query string of the URL. */
  readonly query: string;
  /** Puts settings into the URL without navigating. */
  readonly onUrlChange: (path: string) => void;
  readonly onOpen: (path: string) => void;
}

/** The latency pages: percentiles, single turns, objectives and alerts, and the diagnosis. */
export function LatencyPage(props: LatencyPageProps): ReactNode {
  const { api, view, turnId, query, onUrlChange, onOpen } = props;
  const [paused, setPaused] = useState(false);
  const settings = latencySettingsIn(query);
  const everyMs = paused ? undefined : refreshMs(settings.window);
  const viewProps: LatencyViewProps = {
    api,
    settings,
    everyMs,
    onOpen,
    onChange: (changed) => {
      onUrlChange(latencyPath(view, turnId) + latencyQueryOf(changed));
    },
  };
  return (
    <div className="latency-page">
      <header className="latency-head">
        <h2>{latencyStrings.title}</h2>
        <nav className="latency-views" aria-label={latencyStrings.viewsLabel}>
          {latencyViews.map((name) => (
            <InternalLink
              key={name}
              path={latencyPath(name) + latencyQueryOf(settings)}
              current={name === view}
              onOpen={onOpen}
            >
              {latencyStrings.views[name]}
            </InternalLink>
          ))}
        </nav>
        {turnId === undefined && (
          <div className="latency-controls">
            <Choice
              label={latencyStrings.window}
              names={windows}
              textOf={(window) => latencyStrings.windows[window]}
              value={settings.window}
              onChange={(window) => {
                viewProps.onChange({ ...settings, window });
              }}
            />
            <button
              type="button"
              className="fw-button"
              onClick={() => {
                setPaused(!paused);
              }}
            >
              {paused ? latencyStrings.goOn : latencyStrings.pause}
            </button>
          </div>
        )}
      </header>
      {turnId === undefined ? (
        <SelectedView view={view} {...viewProps} />
      ) : (
        <TurnView key={turnId} api={api} turnId={turnId} settings={settings} onOpen={onOpen} />
      )}
    </div>
  );
}

function SelectedView(props: LatencyViewProps & { readonly view: LatencyView }): ReactNode {
  const { view, ...rest } = props;
  switch (view) {
    case 'percentiles':
      return <PercentilesView {...rest} />;
    case 'turns':
      return <TurnsView {...rest} />;
    case 'levels':
      return <SloView {...rest} />;
    case 'diagnosis':
      return <DiagnosisView {...rest} />;
  }
}
