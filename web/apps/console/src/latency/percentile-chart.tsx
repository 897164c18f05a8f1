import 'uplot/dist/uPlot.min.css';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';

import { latencyStrings } from '../shared/latency-strings.js';
import type { ChartData } from './chart-data.js';
import { type ChartTheme, useChartTheme } from './use-chart-theme.js';

export interface PercentileChartProps {
  readonly data: ChartData;
  /** Determines the unit of the values. */
  readonly measure: string;
  /** The limit of a service level; drawn if it is within the range of the values. */
  readonly limit: number | undefined;
  /** Whether slices are shorter than a minute. */
  readonly seconds: boolean;
  /** The label for screen readers. */
  readonly label: string;
}

const heightPx = 232;

/** p50, p95 and p99 over time, distinguished by width and dashes as well as by color. */
export function PercentileChart(props: PercentileChartProps): ReactNode {
  const { data, measure, limit, seconds, label } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const [pointedAt, setPointedAt] = useState<number>();
  const look = useChartTheme();

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const options = optionsOf({ measure, limit, seconds, look, onPoint: setPointedAt });
    const drawn = new UPlot({ ...options, width: element.clientWidth }, [[], [], [], []], element);
    plot.current = drawn;
    const resized = new ResizeObserver(() => {
      drawn.setSize({ width: element.clientWidth, height: heightPx });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      drawn.destroy();
      plot.current = undefined;
    };
  }, [measure, limit, seconds, look]);
  useEffect(() => {
    plot.current?.setData(data);
  }, [data, measure, limit, seconds, look]);

  return (
    <figure className="chart">
      <ChartKey data={data} measure={measure} index={pointedAt} />
      <div ref={place} className="chart-place" role="img" aria-label={label} />
    </figure>
  );
}

interface ChartKeyProps {
  readonly data: ChartData;
  readonly measure: string;
  /** The slice under the pointer; absent: the newest with values. */
  readonly index: number | undefined;
}

/** The legend, with the values of the slice under the pointer. */
function ChartKey({ data, measure, index }: ChartKeyProps): ReactNode {
  const newest = data[1].findLastIndex((value) => value !== null);
  const shown = index ?? newest;
  const at = data[0][shown];
  return (
    <figcaption className="chart-key" aria-hidden="true">
      {(['p50', 'p95', 'p99'] as const).map((percentile, column) => {
        const value = data[column + 1]?.[shown];
        return (
          <span key={percentile} className="chart-key-line" data-percentile={percentile}>
            {percentile} <b>{value == null ? '–' : latencyStrings.value(measure, value)}</b>
          </span>
        );
      })}
      {at !== undefined && (
        <span className="chart-key-time">{latencyStrings.precise(new Date(at * 1_000))}</span>
      )}
    </figcaption>
  );
}

interface Drawing {
  readonly measure: string;
  readonly limit: number | undefined;
  readonly seconds: boolean;
  readonly look: ChartTheme;
  readonly onPoint: (index: number | undefined) => void;
}

function optionsOf({
  measure,
  limit,
  seconds,
  look,
  onPoint,
}: Drawing): Omit<UPlot.Options, 'width'> {
  const axis = {
    font: `12px ${look.font}`,
    stroke: look.quiet,
    grid: { stroke: look.line, width: 1 },
    ticks: { show: false },
  };
  const time = (at: number): string => {
    const date = new Date(at * 1_000);
    return seconds ? latencyStrings.precise(date) : latencyStrings.time(date, date);
  };
  const dots = { show: true, size: 5 };
  return {
    height: heightPx,
    padding: [12, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { y: { range: (_plot, _low, high: number | null) => [0, (high ?? 1) * 1.12 || 1] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        gap: 6,
        space: 74,
        values: (_plot, splits) => splits.map(time),
      },
      {
        ...axis,
        size: 58,
        gap: 6,
        space: 40,
        values: (_plot, splits) => splits.map((value) => latencyStrings.roundValue(measure, value)),
      },
    ],
    series: [
      {},
      { stroke: look.accent, width: 2.5, points: { ...dots, fill: look.accent } },
      { stroke: look.ink, width: 1.5, points: { ...dots, fill: look.ink } },
      { stroke: look.strong, width: 1.5, dash: [5, 4], points: { ...dots, fill: look.paper } },
    ],
    hooks: {
      setCursor: [
        ({ cursor }) => {
          onPoint(cursor.idx ?? undefined);
        },
      ],
      draw:
        limit === undefined
          ? []
          : [
              (plot) => {
                drawLimit(plot, limit, look);
              },
            ],
    },
  };
}

function drawLimit(plot: UPlot, limit: number, look: ChartTheme): void {
  const { ctx, bbox, scales } = plot;
  if (limit > (scales['y']?.max ?? 0)) return;
  const y = Math.round(plot.valToPos(limit, 'y', true));
  ctx.save();
  ctx.strokeStyle = look.danger;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
