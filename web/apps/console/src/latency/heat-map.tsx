import type { ReactNode } from 'react';

import { latencyStrings } from '../shared/latency-strings.js';
import { useElementWidth } from '../shared/use-element-width.js';
import { minTurns } from './error-budget.js';
import { type HeatCell, type HeatMapData, rowOf } from './heat-map-data.js';
import type { HistoryPoint } from './latency-records.js';

export interface HeatMapProps {
  readonly data: HeatMapData;
  readonly points: readonly HistoryPoint[];
  readonly measure: string;
  /** The limit of a service level objective; absent if there is none. */
  readonly limit: number | undefined;
  /** When a recommended change took effect, in milliseconds since the epoch. */
  readonly changes: readonly { readonly atMs: number; readonly title: string }[];
  /** Whether times have seconds. */
  readonly seconds: boolean;
  /** The text alternative. */
  readonly label: string;
}

const margin = { left: 56, right: 8, top: 8, bottom: 22 };
const minRowHeight = 14;
const maxRowHeight = 28;
const maxRowsHeight = 220;
const initialWidth = 640;
const labelWidth = 72;

/**
 * The turns of a window by time and by value, darker where there are more. With few turns, each cell has a dot,
 * and no percentile is drawn.
 */
export function HeatMap(props: HeatMapProps): ReactNode {
  const { data, points, measure, limit, changes, seconds, label } = props;
  const [element, width] = useElementWidth<HTMLDivElement>(initialWidth);
  const rows = Math.max(1, data.bounds.length - 1);
  const columns = data.starts.length;
  const rowHeight = Math.min(maxRowHeight, Math.max(minRowHeight, maxRowsHeight / rows));
  const columnWidth = (width - margin.left - margin.right) / columns;
  const bottom = margin.top + rows * rowHeight;
  const height = bottom + margin.bottom;
  const x = (column: number): number => margin.left + column * columnWidth;
  const y = (row: number): number => bottom - row * rowHeight;
  const few = data.turns < minTurns;
  const limitRow = limit === undefined ? undefined : rowOf(limit, data.bounds);
  const everyRow = Math.ceil(22 / rowHeight);
  const everyColumn = Math.max(1, Math.ceil(labelWidth / columnWidth));
  const columnAt = (atMs: number): number => {
    const [first = 0, second = first + 1] = data.starts;
    return (atMs - first) / (second - first);
  };
  return (
    <div className="heat-map" ref={element}>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${String(width)} ${String(height)}`}
        height={height}
      >
        {data.bounds.map((bound, row) => (
          <g key={bound}>
            <line
              className="heat-line"
              x1={margin.left}
              x2={width - margin.right}
              y1={y(row)}
              y2={y(row)}
            />
            {row % everyRow === 0 && (
              <text x={margin.left - 6} y={y(row) + 4} textAnchor="end">
                {latencyStrings.roundValue(measure, bound)}
              </text>
            )}
          </g>
        ))}
        {data.starts.map(
          (start, column) =>
            column % everyColumn === 0 &&
            x(column) + labelWidth / 2 < width && (
              <text key={start} x={x(column)} y={height - 6}>
                {seconds
                  ? latencyStrings.precise(new Date(start))
                  : latencyStrings.clock(new Date(start))}
              </text>
            ),
        )}
        {data.cells.map((cell) => (
          <Cell
            key={`${String(cell.column)} ${String(cell.row)}`}
            cell={cell}
            few={few}
            share={cell.count / data.maxCount}
            x={x(cell.column)}
            y={y(cell.row + 1)}
            width={columnWidth}
            height={rowHeight}
            title={latencyStrings.cell(
              latencyStrings.roundValue(measure, data.bounds[cell.row] ?? 0),
              latencyStrings.roundValue(measure, data.bounds[cell.row + 1] ?? 0),
              cell.count,
            )}
          />
        ))}
        {points.map((point) => {
          const column = Math.floor(columnAt(Date.parse(point.at)));
          const row = point.count < minTurns ? undefined : rowOf(point.p95, data.bounds);
          return (
            row !== undefined && (
              <line
                key={point.at}
                className="heat-percentile"
                x1={x(column)}
                x2={x(column + 1)}
                y1={y(row)}
                y2={y(row)}
              />
            )
          );
        })}
        {limitRow !== undefined && (
          <line
            className="heat-limit"
            x1={margin.left}
            x2={width - margin.right}
            y1={y(limitRow)}
            y2={y(limitRow)}
          />
        )}
        {changes.map(({ atMs, title }) => {
          const column = columnAt(atMs);
          return (
            column >= 0 &&
            column <= columns && (
              <line
                key={atMs}
                className="heat-change"
                x1={x(column)}
                x2={x(column)}
                y1={margin.top}
                y2={bottom}
              >
                <title>{title}</title>
              </line>
            )
          );
        })}
      </svg>
      <ul className="heat-legend">
        <li data-kind={few ? 'dot' : 'cell'}>
          {few ? latencyStrings.heat.dots : latencyStrings.heat.cells}
        </li>
        {points.some(({ count }) => count >= minTurns) && (
          <li data-kind="percentile">{latencyStrings.heat.percentile}</li>
        )}
        {limitRow !== undefined && <li data-kind="limit">{latencyStrings.heat.limit}</li>}
        {changes.length > 0 && <li data-kind="change">{latencyStrings.heat.change}</li>}
      </ul>
    </div>
  );
}

interface CellProps {
  readonly cell: HeatCell;
  readonly few: boolean;
  readonly share: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
}

function Cell({ few, share, x, y, width, height, title }: CellProps): ReactNode {
  if (few) {
    return (
      <circle
        className="heat-dot"
        cx={x + width / 2}
        cy={y + height / 2}
        r={Math.min(height, width) * (0.2 + 0.2 * share)}
      >
        <title>{title}</title>
      </circle>
    );
  }
  return (
    <rect
      className="heat-cell"
      x={x + 0.5}
      y={y + 0.5}
      width={Math.max(1, width - 1)}
      height={Math.max(1, height - 1)}
      opacity={0.15 + 0.85 * Math.sqrt(share)}
    >
      <title>{title}</title>
    </rect>
  );
}
