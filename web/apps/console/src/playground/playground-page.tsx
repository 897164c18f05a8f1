import '../styles/playground.css';

import type { About, FirstwordClient } from '@firstword/react/client';
import { type ReactNode, useCallback, useId, useMemo, useRef, useState } from 'react';

import { barsOf, endOf, Waterfall } from '../latency/waterfall.js';
import { playgroundStrings } from '../shared/playground-strings.js';
import { announcementOf } from './announcement.js';
import { Controls } from './controls.js';
import { Headline } from './headline.js';
import type { LatencyInjectionClient } from './latency-injection-client.js';
import { laneOf } from './lanes.js';
import { Pane } from './pane.js';
import { type PlaygroundSettings, formatQuery, parseSettings } from './playground-settings.js';
import { PresetButtons } from './preset-buttons.js';
import { ResultsTable } from './results-table.js';
import type { ScreenTimings } from './screen-recorder.js';
import { scrollToStage } from './scroll-to-stage.js';
import { Share } from './share.js';
import { noTechniques, type Techniques } from './techniques.js';
import { Timeline } from './timeline.js';
import { type Side, useComparison } from './use-comparison.js';
import { useNow } from './use-now.js';

export interface PlaygroundPageProps {
  readonly client: FirstwordClient;
  readonly about: About;
  /** Absent if latency injection is disabled. */
  readonly latencyInjection: LatencyInjectionClient | undefined;
  /** The query string of the URL: the settings of a link. */
  readonly query: string;
  /** Puts changed settings into the URL. */
  readonly onQuery: (query: string) => void;
}

const sides: readonly Side[] = ['plain', 'firstword'];

/**
 * Runs the same request twice: with a spinner, and with Firstword's techniques. Everything is measured,
 * nothing is simulated in the page.
 */
export function PlaygroundPage(props: PlaygroundPageProps): ReactNode {
  const { client, about, latencyInjection, query, onQuery } = props;
  const [settings, setSettings] = useState(() => parseSettings(query, playgroundStrings.question));
  const [shown, setShown] = useState<Techniques>(settings.techniques);
  const [question, setQuestion] = useState(settings.question);
  const [timings, setTimings] = useState<Partial<Record<Side, ScreenTimings>>>({});
  const comparison = useComparison(client, about, latencyInjection);
  const { runs, running, run, stop } = comparison;
  const nowMs = useNow(running);
  const stage = useRef<HTMLDivElement>(null);
  const field = useId();

  const change = useCallback(
    (changed: PlaygroundSettings) => {
      setSettings(changed);
      onQuery(formatQuery(changed));
    },
    [onQuery],
  );
  const onTimings = useMemo(() => {
    const of = (side: Side) => (measured: ScreenTimings) => {
      setTimings((others) => ({ ...others, [side]: measured }));
    };
    return { plain: of('plain'), firstword: of('firstword') };
  }, []);
  const start = (): void => {
    setTimings({});
    setShown(settings.techniques);
    setQuestion(settings.question);
    void run(settings);
    scrollToStage(stage.current);
  };
  const lane = (side: Side) => {
    const clickedAtMs = runs[side]?.clickedAtMs;
    return laneOf(timings[side], clickedAtMs === undefined ? 0 : Math.max(0, nowMs - clickedAtMs));
  };
  const lanes = { plain: lane('plain'), firstword: lane('firstword') };
  const ended = !running && lanes.plain.ended && lanes.firstword.ended;

  return (
    <div className="playground">
      <header className="playground-head">
        <h2>{playgroundStrings.title}</h2>
        <p>{playgroundStrings.lead}</p>
        {latencyInjection === undefined ? (
          <p className="control-note">{playgroundStrings.needsLatencyInjection}</p>
        ) : (
          <PresetButtons settings={settings} onChange={change} />
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (running) stop();
            else if (settings.question.trim() !== '') start();
          }}
        >
          <label className="fw-visually-hidden" htmlFor={field}>
            {playgroundStrings.questionLabel}
          </label>
          <input
            id={field}
            type="text"
            value={settings.question}
            onChange={(event) => {
              change({ ...settings, question: event.target.value });
            }}
          />
          <button
            type="submit"
            className={running ? 'fw-button' : 'fw-button fw-send'}
            aria-disabled={!running && settings.question.trim() === ''}
          >
            {running ? playgroundStrings.stop : playgroundStrings.run}
          </button>
        </form>
        {comparison.problem && (
          <p className="playground-problem" role="alert">
            {playgroundStrings.problem}
          </p>
        )}
      </header>
      <div className="stage" ref={stage}>
        <div className="stage-head">
          <Headline lanes={lanes} simulated={about.simulated} />
          <Share
            link={location.origin + location.pathname + formatQuery(settings)}
            image={ended ? { lanes, question, simulated: about.simulated } : undefined}
          />
        </div>
        <Timeline lanes={lanes} />
        <p className="fw-visually-hidden" role="status">
          {announcementOf(lanes, running)}
        </p>
        <div className="panes">
          {sides.map((side) => (
            <Pane
              key={side}
              title={playgroundStrings.sides[side]}
              run={runs[side]}
              techniques={side === 'plain' ? noTechniques : shown}
              emptyText={running ? playgroundStrings.typing : playgroundStrings.empty}
              onTimings={onTimings[side]}
            />
          ))}
        </div>
      </div>
      <ResultsTable timings={timings} />
      <details className="playground-fold">
        <summary>{playgroundStrings.details}</summary>
        <Waterfalls runs={runs} />
      </details>
      <details className="playground-fold">
        <summary>{playgroundStrings.settingsTitle}</summary>
        <Controls about={about} settings={settings} onChange={change} />
      </details>
      <p className="playground-note">{playgroundStrings.note}</p>
    </div>
  );
}

/** The phases of both turns, on one scale. */
function Waterfalls({ runs }: Pick<ReturnType<typeof useComparison>, 'runs'>): ReactNode {
  const bars = {
    plain: runs.plain === undefined ? [] : barsOf(runs.plain.turn),
    firstword: runs.firstword === undefined ? [] : barsOf(runs.firstword.turn),
  };
  const scaleMs = Math.max(endOf(bars.plain), endOf(bars.firstword));
  if (bars.plain.length + bars.firstword.length === 0) {
    return <p className="pane-empty">{playgroundStrings.detailsEmpty}</p>;
  }
  return (
    <div className="waterfalls">
      {sides.map((side) => (
        <div key={side}>
          <h3>{playgroundStrings.sides[side]}</h3>
          <Waterfall
            label={playgroundStrings.waterfall(playgroundStrings.sides[side])}
            bars={bars[side]}
            scaleMs={scaleMs}
          />
        </div>
      ))}
    </div>
  );
}
