import { readFileSync } from 'node:fs';

import type { Browser, Page } from '@playwright/test';

/** The work of the page's main thread between two frames. */
export interface Frame {
  /** When the frame was committed for painting, in milliseconds on the page's clock. */
  readonly atMs: number;
  /** Time in tasks since the previous frame: script, style, layout, paint and everything in between. */
  readonly workMs: number;
  /** The CPU time of these tasks: without the time in which other processes of a small machine ran. */
  readonly processorMs: number;
}

/** The trace events of the main thread, in order of time. */
export interface MainThread {
  readonly frames: readonly Frame[];
  readonly tasks: readonly Task[];
}

/** One task, during which the page responds to no input. */
export interface Task {
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly processorMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** CPU time of the thread, in microseconds. */
  readonly tdur?: number;
}

/** A mark that the page sets, to identify its thread and its clock in the trace. */
const anchor = 'frame-work-anchor';

/**
 * Traces the main thread of a page during an action.
 *
 * A frame ends with a commit: the main thread hands what it has painted to the compositor. The work of a
 * frame is the time of all tasks since the previous frame, including the one that commits. Waiting does not
 * count, but preemption by the server, the model and the compositor does. Animation frames that paint nothing
 * are not frames; their cost counts towards the next one.
 */
export async function recordMainThread(
  browser: Browser,
  page: Page,
  file: string,
  action: () => Promise<void>,
): Promise<MainThread> {
  await browser.startTracing(page, {
    path: file,
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'],
  });
  let anchorMs = 0;
  try {
    await action();
    anchorMs = await page.evaluate((name) => performance.mark(name).startTime, anchor);
  } finally {
    await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as { traceEvents: TraceEvent[] };
  return mainThread(traceEvents, anchorMs);
}

function mainThread(all: readonly TraceEvent[], anchorMs: number): MainThread {
  const mark = all.findLast(({ name }) => name === anchor);
  if (mark === undefined) throw new Error('The trace ends before the page was done.');
  const { pid, tid, ts } = mark;
  const beganUs = ts - anchorMs * 1_000;
  const own = all.filter((event) => event.pid === pid && event.tid === tid);
  const timesOf = (wanted: string): readonly number[] =>
    own
      .filter(({ name, ph }) => name === wanted && ph !== 'E')
      .map(({ ts: at }) => (at - beganUs) / 1_000)
      .toSorted((a, b) => a - b);
  const tasks = own
    .filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
    .map(({ ts: at, dur = 0, tdur = Number.NaN }) => ({
      startedAtMs: (at - beganUs) / 1_000,
      durationMs: dur / 1_000,
      processorMs: tdur / 1_000,
    }))
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const frames = framesOf(tasks, timesOf('Commit'), timesOf('Paint'));
  if (frames.length === 0) throw new Error(`The trace has no frames, but ${namesIn(own)}.`);
  return { frames, tasks };
}

function framesOf(
  tasks: readonly Task[],
  commits: readonly number[],
  paints: readonly number[],
): readonly Frame[] {
  const frames: Frame[] = [];
  let workMs = 0;
  let ownMs = 0;
  let commit = 0;
  let paint = 0;
  let painted = false;
  for (const { startedAtMs, durationMs, processorMs } of tasks) {
    const endedAtMs = startedAtMs + durationMs;
    workMs += durationMs;
    ownMs += processorMs;
    for (; (paints[paint] ?? Infinity) <= endedAtMs; paint += 1) painted = true;
    const committedAtMs = commits[commit] ?? Infinity;
    while ((commits[commit] ?? Infinity) <= endedAtMs) commit += 1;
    if (committedAtMs > endedAtMs || !painted) continue;
    frames.push({ atMs: committedAtMs, workMs, processorMs: ownMs });
    workMs = 0;
    ownMs = 0;
    painted = false;
  }
  return frames;
}

function namesIn(events: readonly TraceEvent[]): string {
  const counts = new Map<string, number>();
  for (const { name, ph } of events) {
    counts.set(`${name} ${ph}`, (counts.get(`${name} ${ph}`) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${String(count)} ${name}`).join(', ');
}
