import type { TurnView } from '@firstword/react';
import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';

/** The latency of an answer in one quiet line: first text, total, model. */
export function LatencyLine({ turn }: { readonly turn: TurnView }): ReactNode {
  const { latency, model } = turn;
  if (latency === undefined) {
    return null;
  }
  const firstMs = latency.ttft_ms;
  const facts = [
    ...(typeof firstMs === 'number' ? [strings.firstWords(seconds(firstMs))] : []),
    strings.total(seconds(latency.total_ms)),
    ...(model === undefined ? [] : [model.name]),
  ];
  return (
    <span className="latency">
      {typeof firstMs === 'number' && latency.total_ms > 0 && (
        <svg
          className="latency-bar"
          viewBox="0 0 100 4"
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <rect className="latency-total" width="100" height="4" />
          <rect
            className="latency-wait"
            width={Math.min(100, (firstMs / latency.total_ms) * 100)}
            height="4"
          />
        </svg>
      )}
      {facts.map((fact) => (
        <span key={fact} className="latency-fact">
          {fact}
        </span>
      ))}
    </span>
  );
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
