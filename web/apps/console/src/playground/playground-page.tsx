import { CopyButton } from '@firstword/react';
import type { About, FirstwordClient } from '@firstword/react/client';
import { type ReactNode, useCallback, useId, useMemo, useState } from 'react';

import { barsOf, endOf } from '../latency/waterfall.js';
import { strings } from '../shared/strings.js';
import { Controls } from './controls.js';
import type { LabClient } from './lab-client.js';
import { Pane } from './pane.js';
import {
  deliberateModel,
  type PlaygroundSettings,
  formatQuery,
  parseSettings,
  workedExample,
} from './playground-settings.js';
import { ResultsTable } from './results-table.js';
import type { ScreenTimings } from './screen-recorder.js';
import { noTechniques, type Techniques } from './techniques.js';
import { type Side, useComparison } from './use-comparison.js';

export interface PlaygroundPageProps {
  readonly client: FirstwordClient;
  readonly about: About;
  /** Absent if latency injection is disabled. */
  readonly lab: LabClient | undefined;
  /** The query string of the URL: the settings of a link. */
  readonly query: string;
  /** Puts changed settings into the URL. */
  readonly onQuery: (query: string) => void;
}

/**
 * Runs the same request twice: with a spinner, and with Firstword's techniques. Everything is measured,
 * nothing is simulated in the page.
 */
export function PlaygroundPage(props: PlaygroundPageProps): ReactNode {
  const { client, about, lab, query, onQuery } = props;
  const [settings, setSettings] = useState(() => parseSettings(query, strings.playground.question));
  const [shown, setShown] = useState<Techniques>(settings.techniques);
  const [timings, setTimings] = useState<Partial<Record<Side, ScreenTimings>>>({});
  const comparison = useComparison(client, about, lab);
  const { runs, running, run, stop } = comparison;
  const question = useId();

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
    void run(settings);
  };
  const scaleMs = Math.max(
    ...[runs.plain, runs.firstword].map((side) =>
      endOf(side === undefined ? [] : barsOf(side.turn)),
    ),
  );

  return (
    <div className="playground">
      <header className="playground-head">
        <h2>{strings.playground.title}</h2>
        <p>{lab === undefined ? strings.playground.leadWithoutLab : strings.playground.lead}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (running) stop();
            else start();
          }}
        >
          <label className="fw-visually-hidden" htmlFor={question}>
            {strings.playground.questionLabel}
          </label>
          <input
            id={question}
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
            {running ? strings.playground.stop : strings.playground.run}
          </button>
        </form>
        <p className="playground-links">
          <button
            type="button"
            className="link-button"
            onClick={() => {
              change(workedExample(strings.playground.question));
            }}
          >
            {strings.playground.preset}
          </button>
          {lab !== undefined &&
            (['think', 'agent'] as const).map((behavior) => (
              <button
                key={behavior}
                type="button"
                className="link-button"
                onClick={() => {
                  change(deliberateModel(strings.playground.question, behavior));
                }}
              >
                {strings.playground.behaviors[behavior]}
              </button>
            ))}
          <CopyButton
            text={location.origin + location.pathname + formatQuery(settings)}
            label={strings.playground.link}
          />
        </p>
        {comparison.problem && (
          <p className="playground-problem" role="alert">
            {strings.playground.problem}
          </p>
        )}
      </header>
      <Controls about={about} settings={settings} onChange={change} />
      <div className="panes">
        <Pane
          title={strings.playground.plain}
          run={runs.plain}
          techniques={noTechniques}
          scaleMs={scaleMs}
          onTimings={onTimings.plain}
        />
        <Pane
          title={strings.product}
          run={runs.firstword}
          techniques={shown}
          scaleMs={scaleMs}
          onTimings={onTimings.firstword}
        />
      </div>
      <ResultsTable timings={timings} />
      <p className="playground-note">{strings.playground.note}</p>
    </div>
  );
}
