import type { ScreenTimings, Stretch } from './screen-recorder.js';

/** One side on the shared time axis. Times are in milliseconds since its click. */
export interface Lane {
  /** How far the run has come: the end, or the present. */
  readonly untilMs: number;
  /** Where there was something new to read. The rest, up to `untilMs`, is silence. */
  readonly stretches: readonly Stretch[];
  readonly feedbackMs: number | undefined;
  readonly firstTextMs: number | undefined;
  /** The longest silence so far. One that still lasts counts. */
  readonly silence: { readonly fromMs: number; readonly toMs: number } | undefined;
  readonly ended: boolean;
}

/**
 * The lane of a side.
 *
 * @param timings absent if the side has not been clicked yet, or has shown nothing
 * @param nowMs the present, in milliseconds since the click; used until the side has ended
 */
export function laneOf(timings: ScreenTimings | undefined, nowMs: number): Lane {
  const { stretches = [], feedbackMs, firstTextMs, totalMs, lastMs = 0 } = timings ?? {};
  const untilMs = totalMs ?? Math.max(nowMs, lastMs);
  const measured =
    timings?.longestSilenceMs === undefined || timings.silenceFromMs === undefined
      ? undefined
      : {
          fromMs: timings.silenceFromMs,
          toMs: timings.silenceFromMs + timings.longestSilenceMs,
        };
  const open = { fromMs: lastMs, toMs: untilMs };
  const silence =
    totalMs === undefined && untilMs - lastMs > (timings?.longestSilenceMs ?? 0) ? open : measured;
  return { untilMs, stretches, feedbackMs, firstTextMs, silence, ended: totalMs !== undefined };
}

/** The length of a silence, or undefined if there has been none. */
export function silenceMs({ silence }: Lane): number | undefined {
  return silence === undefined ? undefined : silence.toMs - silence.fromMs;
}

/** The time that the axis shows, and the distance between its ticks. */
export interface Axis {
  readonly endMs: number;
  readonly stepMs: number;
}

const minAxisMs = 5_000;
const steps = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000];
const usualTicks = 8;

/** The axis that both lanes share. It grows in whole steps, so that it does not move all the time. */
export function axisOf(lanes: readonly Lane[], maxTicks: number = usualTicks): Axis {
  const longestMs = Math.max(minAxisMs, ...lanes.map(({ untilMs }) => untilMs));
  const stepMs = steps.find((step) => longestMs / step <= maxTicks) ?? 120_000;
  return { endMs: Math.ceil((longestMs * 1.02) / stepMs) * stepMs, stepMs };
}

/** The ticks of an axis, from zero to its end. */
export function ticksOf({ endMs, stepMs }: Axis): readonly number[] {
  return Array.from({ length: Math.floor(endMs / stepMs) + 1 }, (_, index) => index * stepMs);
}
