import type { ReactNode } from 'react';

export interface SparklineProps {
  /** One for each slice of time, oldest first; undefined where nothing was measured. */
  readonly values: readonly (number | undefined)[];
}

const width = 120;
const height = 28;
const inset = 3;

/** The course of a figure. A dot for each slice; neighbors are joined, gaps stay gaps. */
export function Sparkline({ values }: SparklineProps): ReactNode {
  const max = Math.max(0, ...values.map((value) => value ?? 0));
  const x = (index: number): number =>
    inset + (index / Math.max(1, values.length - 1)) * (width - 2 * inset);
  const y = (value: number): number =>
    height - inset - (max === 0 ? 0 : (value / max) * (height - 2 * inset));
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      width={width}
      height={height}
      aria-hidden="true"
    >
      <line className="sparkline-base" x1={0} y1={height - 1} x2={width} y2={height - 1} />
      {values.map((value, index) => {
        const next = values[index + 1];
        return (
          value !== undefined && (
            <g key={String(index)}>
              {next !== undefined && (
                <line x1={x(index)} y1={y(value)} x2={x(index + 1)} y2={y(next)} />
              )}
              <circle cx={x(index)} cy={y(value)} r={1.75} />
            </g>
          )
        );
      })}
    </svg>
  );
}
