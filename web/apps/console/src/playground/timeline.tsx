import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';
import { useElementWidth } from '../shared/use-element-width.js';
import { type Axis, axisOf, type Lane, silenceMs, ticksOf } from './lanes.js';
import type { Side } from './use-comparison.js';

const laneHeight = 28;
const axisHeight = 22;
/** The space above a lane for the marks of its first events. */
const markHeight = 12;
const minStretchWidth = 2;
const initialWidth = 640;
/** Below it, there is room for fewer ticks. */
const narrowWidth = 480;

export interface TimelineProps {
  readonly lanes: Readonly<Record<Side, Lane>>;
}

/** Both sides on one time axis: grey for silence, color for news. It grows while they run. */
export function Timeline({ lanes }: TimelineProps): ReactNode {
  const [element, width] = useElementWidth<HTMLDivElement>(initialWidth);
  const axis = axisOf([lanes.plain, lanes.firstword], width < narrowWidth ? 5 : undefined);
  return (
    <div className="timeline" ref={element}>
      {(['plain', 'firstword'] as const).map((side) => (
        <LaneRow key={side} side={side} lane={lanes[side]} axis={axis} width={width} />
      ))}
      <AxisLabels axis={axis} width={width} />
      <Legend />
    </div>
  );
}

interface LaneRowProps {
  readonly side: Side;
  readonly lane: Lane;
  readonly axis: Axis;
  readonly width: number;
}

function LaneRow({ side, lane, axis, width }: LaneRowProps): ReactNode {
  const at = (ms: number): number => (Math.min(ms, axis.endMs) / axis.endMs) * width;
  const name = strings.playground.sides[side];
  const height = markHeight + laneHeight;
  return (
    <div className="lane" data-side={side}>
      <p className="lane-head">
        <b>{name}</b> <LaneFigure lane={lane} />
      </p>
      <svg
        role="img"
        aria-label={strings.playground.lane(name, {
          feedbackMs: lane.feedbackMs,
          firstTextMs: lane.firstTextMs,
          silenceMs: silenceMs(lane),
          totalMs: lane.ended ? lane.untilMs : undefined,
        })}
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        height={height}
      >
        <rect className="lane-track" y={markHeight} width={width} height={laneHeight} rx="3" />
        {ticksOf(axis).map((tick) => (
          <line
            key={tick}
            className="lane-grid"
            x1={at(tick)}
            x2={at(tick)}
            y1={markHeight}
            y2={height}
          />
        ))}
        <rect
          className="lane-silence"
          y={markHeight}
          width={at(lane.untilMs)}
          height={laneHeight}
        />
        {lane.stretches.map(({ kind, fromMs, toMs }) => (
          <rect
            key={fromMs}
            className={`lane-${kind}`}
            x={at(fromMs)}
            y={markHeight}
            width={Math.max(minStretchWidth, at(toMs) - at(fromMs))}
            height={laneHeight}
          />
        ))}
        {lane.silence !== undefined && (
          <Bracket fromX={at(lane.silence.fromMs)} toX={at(lane.silence.toMs)} />
        )}
        {lane.feedbackMs !== undefined && (
          <Mark className="lane-feedback" x={at(lane.feedbackMs)} width={width} />
        )}
        {lane.firstTextMs !== undefined && (
          <Mark className="lane-first-text" x={at(lane.firstTextMs)} width={width} />
        )}
      </svg>
    </div>
  );
}

/** The extent of the longest silence, in the lower edge of the lane. */
function Bracket({ fromX, toX }: { readonly fromX: number; readonly toX: number }): ReactNode {
  const y = markHeight + laneHeight - 5;
  return toX - fromX < 4 ? null : (
    <path
      className="lane-bracket"
      d={`M${String(fromX + 1)} ${String(y - 3)}v6M${String(fromX + 1)} ${String(y)}H${String(toX - 1)}M${String(toX - 1)} ${String(y - 3)}v6`}
    />
  );
}

/** A triangle that points at the lane. It stays whole at both ends of the axis. */
function Mark(props: {
  readonly className: string;
  readonly x: number;
  readonly width: number;
}): ReactNode {
  const x = Math.min(props.width - 5, Math.max(5, props.x));
  return <path className={props.className} d={`M${String(x - 5)} 1h10l-5 9z`} />;
}

/** The newest of what a lane says, in words. */
function LaneFigure({ lane }: { readonly lane: Lane }): ReactNode {
  const silence = silenceMs(lane);
  if (silence === undefined) return null;
  return (
    <span className="lane-figure" role="timer">
      {lane.firstTextMs === undefined
        ? strings.playground.waitingFor(strings.latency.seconds(lane.untilMs))
        : strings.playground.firstTextAt(strings.latency.seconds(lane.firstTextMs))}
    </span>
  );
}

function AxisLabels({ axis, width }: { readonly axis: Axis; readonly width: number }): ReactNode {
  const ticks = ticksOf(axis);
  return (
    <svg
      className="lane-axis"
      viewBox={`0 0 ${String(width)} ${String(axisHeight)}`}
      height={axisHeight}
      aria-hidden="true"
    >
      {ticks.map((tick, index) => (
        <text
          key={tick}
          x={(tick / axis.endMs) * width}
          y="15"
          textAnchor={index === 0 ? 'start' : tick === axis.endMs ? 'end' : 'middle'}
        >
          {strings.playground.tick(tick)}
        </text>
      ))}
    </svg>
  );
}

function Legend(): ReactNode {
  return (
    <ul className="lane-legend" aria-label={strings.playground.legendTitle}>
      {(['silence', 'words', 'text', 'feedback', 'firstText'] as const).map((kind) => (
        <li key={kind} data-kind={kind}>
          {strings.playground.legend[kind]}
        </li>
      ))}
    </ul>
  );
}
