import { type ReactNode, useCallback } from 'react';

import type { Api } from '../shared/api.js';
import { latencyStrings } from '../shared/latency-strings.js';
import { Choice } from './choice.js';
import { GroupsTable } from './groups-table.js';
import { HistorySection } from './history-section.js';
import type { Group, LatencyReport } from './latency-records.js';
import { dimensions, type LatencySettings } from './latency-settings.js';
import { MeasuresTable } from './measures-table.js';
import { OverviewSection } from './overview.js';
import { useOverview } from './use-overview.js';
import { usePolledDocument } from './use-polled-document.js';
import { NoTurns, View } from './view-states.js';

export interface LatencyViewProps {
  readonly api: Api;
  readonly settings: LatencySettings;
  readonly onChange: (settings: LatencySettings) => void;
  /** The refresh interval; absent while paused. */
  readonly everyMs: number | undefined;
  readonly onOpen: (path: string) => void;
}

/** Live percentiles of all turns or of one group, the history of a measure, and a comparison of groups. */
export function PercentilesView(props: LatencyViewProps): ReactNode {
  const { api, settings, onChange, everyMs, onOpen } = props;
  const { window, by } = settings;
  const load = useCallback(
    (signal: AbortSignal) =>
      api.get<LatencyReport>(`/api/latency?by=${by}&window=${window}`, signal),
    [api, by, window],
  );
  const latest = usePolledDocument(load, everyMs);
  const onLonger = (): void => {
    onChange({ ...settings, window: '24h' });
  };
  return (
    <View latest={latest}>
      {(report) =>
        report.all.turns === 0 ? (
          <NoTurns
            windowInWords={latencyStrings.windowsInWords[window]}
            onLonger={window === '24h' ? undefined : onLonger}
            onOpen={onOpen}
          />
        ) : (
          <Percentiles {...props} report={report} />
        )
      }
    </View>
  );
}

interface PercentilesProps extends LatencyViewProps {
  readonly report: LatencyReport;
}

/** The figures of the selected group and of all groups. */
function Percentiles(props: PercentilesProps): ReactNode {
  const { api, settings, onChange, everyMs, report } = props;
  const { name, measure } = settings;
  const overview = useOverview(api, settings.window, everyMs);
  const group = groupOf(report, name);
  return (
    <>
      {overview === undefined ? (
        <div className="overview-pending" aria-hidden="true" />
      ) : (
        <OverviewSection
          all={report.all}
          overview={overview}
          settings={settings}
          onOpen={props.onOpen}
        />
      )}
      <GroupHead
        group={group}
        name={name}
        at={report.at}
        onAll={() => {
          onChange({ ...settings, name: undefined });
        }}
      />
      <div className="percentiles">
        <MeasuresTable
          group={group}
          measure={measure}
          onMeasure={(chosen) => {
            onChange({ ...settings, measure: chosen });
          }}
        />
        <HistorySection
          api={api}
          settings={settings}
          everyMs={everyMs}
          slo={group.levels.find((slo) => slo.measure === measure)}
          applied={overview?.diagnosis.applied ?? []}
        />
        <Comparison {...props} />
      </div>
    </>
  );
}

/** Compares one measure between groups, by a chosen dimension. */
function Comparison({ settings, onChange, report }: PercentilesProps): ReactNode {
  const { by, name, measure } = settings;
  return (
    <section className="groups">
      <h3>
        {latencyStrings.history(
          latencyStrings.measureName(measure),
          latencyStrings.comparedBy(latencyStrings.dimensions[by]).toLowerCase(),
        )}
      </h3>
      <Choice
        label={latencyStrings.by}
        names={dimensions}
        textOf={(dimension) => latencyStrings.dimensions[dimension]}
        value={by}
        onChange={(dimension) => {
          onChange({ ...settings, by: dimension, name: undefined });
        }}
      />
      <GroupsTable
        label={latencyStrings.dimensions[by]}
        groups={report.groups}
        measure={measure}
        name={name}
        onName={(chosen) => {
          onChange({ ...settings, name: chosen });
        }}
      />
    </section>
  );
}

function groupOf(report: LatencyReport, name: string | undefined): Group {
  if (name === undefined) return report.all;
  const nothing = { turns: 0, done: 0, cancelled: 0, failed: 0 };
  return (
    report.groups.find((group) => group.name === name) ?? {
      name,
      ...nothing,
      measures: {},
      phases: {},
      levels: [],
    }
  );
}

interface GroupHeadProps {
  readonly group: Group;
  readonly name: string | undefined;
  readonly at: string;
  readonly onAll: () => void;
}

/** Which turns the figures cover, how many, and their outcomes. */
function GroupHead({ group, name, at, onAll }: GroupHeadProps): ReactNode {
  return (
    <div className="group-head">
      <p className="group-turns">
        <b>{latencyStrings.count(group.turns)}</b>{' '}
        {name === undefined ? latencyStrings.turns.toLowerCase() : latencyStrings.only(name)}
        {name !== undefined && (
          <>
            {' '}
            <button type="button" className="link-button" onClick={onAll}>
              {latencyStrings.showAll}
            </button>
          </>
        )}
      </p>
      <p>{latencyStrings.outcomes(group.done, group.cancelled, group.failed)}</p>
      {group.goodput !== undefined && (
        <p>
          {latencyStrings.percent(group.goodput)} {latencyStrings.goodput.toLowerCase()},{' '}
          {latencyStrings.goodputMeaning}
        </p>
      )}
      <p className="latency-note">{latencyStrings.asOf(new Date(at))}</p>
      <p className="latency-note">{latencyStrings.percentilesLegend}</p>
    </div>
  );
}
