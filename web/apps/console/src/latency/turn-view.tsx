import { CopyButton } from '@firstword/react';
import { type ReactNode, useCallback } from 'react';

import type { Api } from '../shared/api.js';
import { InternalLink } from '../shared/internal-link.js';
import { latencyPath } from '../shared/routes.js';
import { latencyStrings } from '../shared/latency-strings.js';
import type { TurnWaterfall } from './latency-records.js';
import { latencyQueryOf, type LatencySettings } from './latency-settings.js';
import { turnBars } from './turn-bars.js';
import { usePolledDocument } from './use-polled-document.js';
import { View } from './view-states.js';
import { Waterfall } from './waterfall.js';

export interface TurnViewProps {
  readonly api: Api;
  readonly turnId: string;
  readonly settings: LatencySettings;
  readonly onOpen: (path: string) => void;
}

/** The waterfall of one turn, from the browser to the model and back. */
export function TurnView({ api, turnId, settings, onOpen }: TurnViewProps): ReactNode {
  const load = useCallback(
    (signal: AbortSignal) =>
      api.get<TurnWaterfall>(`/api/latency/turns/${encodeURIComponent(turnId)}`, signal),
    [api, turnId],
  );
  const latest = usePolledDocument(load, undefined);
  const back = (
    <p className="turn-back">
      <InternalLink path={latencyPath('turns') + latencyQueryOf(settings)} onOpen={onOpen}>
        {latencyStrings.turn.back}
      </InternalLink>
    </p>
  );
  if (latest.document === undefined && latest.failure?.status === 404) {
    return (
      <>
        {back}
        <div className="latency-state">
          <h3>{latencyStrings.turn.missingTitle}</h3>
          <p>{latencyStrings.turn.missingText}</p>
        </div>
      </>
    );
  }
  return (
    <>
      {back}
      <View latest={latest}>{(turn) => <TurnDetails turn={turn} />}</View>
    </>
  );
}

function TurnDetails({ turn }: { readonly turn: TurnWaterfall }): ReactNode {
  const words = latencyStrings.turn;
  const fromClick = turn.seen?.offset_ms !== undefined;
  const title = fromClick ? words.waterfall : words.waterfallFromServer;
  return (
    <section className="turn" aria-labelledby="turn-title">
      <h3 id="turn-title">{title}</h3>
      <p className="waterfall-key" aria-hidden="true">
        <span data-critical="">{words.critical}</span>
        <span>{words.other}</span>
        {fromClick && <span data-place="browser">{words.screen}</span>}
      </p>
      <Waterfall label={title} bars={turnBars(turn)} />
      {!fromClick && <p className="latency-note">{words.unseen}</p>}
      {turn.seen?.abandoned === true && <p className="latency-note">{words.abandoned}</p>}
      {(turn.seen?.duplicate_clicks ?? 0) > 0 && (
        <p className="latency-note">{words.clicks(turn.seen?.duplicate_clicks ?? 0)}</p>
      )}
      <Facts turn={turn} />
    </section>
  );
}

function Facts({ turn }: { readonly turn: TurnWaterfall }): ReactNode {
  const names = latencyStrings.turn.facts;
  const { usage } = turn;
  const time = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : latencyStrings.value('total_ms', value);
  const input =
    usage === undefined
      ? undefined
      : usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens;
  const cached = usage?.cache_read_input_tokens ?? 0;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      names.outcome,
      latencyStrings.outcome[turn.outcome] + (turn.code === undefined ? '' : ` (${turn.code})`),
    ],
    [names.ended, latencyStrings.timeWithSeconds(new Date(turn.ended_at))],
    [names.ttft, time(turn.ttft_ms)],
    [names.total, time(turn.total_ms)],
    [names.silence, time(turn.silence_ms)],
    [names.seenSilence, time(turn.seen?.longest_silence_ms)],
    [names.model, turn.model],
    [names.reason, turn.reason],
    [names.kind, turn.kind],
    [names.profile, turn.profile],
    [names.tenant, turn.tenant],
    [
      names.input,
      input !== undefined && (
        <>
          {latencyStrings.count(input)}
          {cached > 0 && `, ${latencyStrings.turn.fromCache(cached)}`}
        </>
      ),
    ],
    [
      names.cacheMisses,
      turn.cache_misses !== undefined &&
        turn.cache_misses.length > 0 &&
        turn.cache_misses
          .map((miss) => latencyStrings.turn.cacheMiss(miss.cause, miss.tokens))
          .join(', '),
    ],
    [names.output, usage !== undefined && latencyStrings.count(usage.output_tokens)],
    [
      names.speed,
      turn.tokens_per_second !== undefined &&
        latencyStrings.value('tokens_per_second', turn.tokens_per_second),
    ],
    [names.turn, <code key="turn">{turn.turn_id}</code>],
    [
      names.trace,
      turn.trace_id !== undefined && (
        <>
          <code>{turn.trace_id}</code>{' '}
          <CopyButton text={turn.trace_id} label={latencyStrings.turn.copyTrace} />
        </>
      ),
    ],
  ];
  return (
    <dl className="facts">
      {facts.map(
        ([name, value]) =>
          value !== undefined &&
          value !== false && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
