import { omitUndefined } from '../util/omit-undefined.js';

/** What was measured of one turn so far. It survives a reload of the page, and contains no text. */
export interface VitalsRecord {
  /** The idempotency key of the turn's request. */
  readonly key: string;
  /** In milliseconds since the epoch, like every time here. */
  readonly clickedAtMs: number;
  /** When the screen last changed. */
  changedAtMs: number;
  /** Absent until the server has assigned it. */
  turnId?: string;
  /** Counted from the click. */
  echoMs?: number;
  feedbackMs?: number;
  firstTextMs?: number;
  totalMs?: number;
  longestSilenceMs: number;
  duplicateClicks: number;
  /** Whether the page was hidden meanwhile. From then on, nothing more is counted from the click. */
  hidden: boolean;
}

/** The body of `POST /api/vitals`. */
export interface Vitals {
  readonly turn_id: string;
  readonly click_to_echo_ms?: number;
  readonly click_to_feedback_ms?: number;
  readonly click_to_first_text_ms?: number;
  readonly longest_silence_ms: number;
  readonly total_ms?: number;
  readonly abandoned?: true;
  readonly duplicate_clicks: number;
}

/** The maximum duration that the protocol allows. */
const maxDurationMs = 3_600_000;

/** A record without measurements. */
export function newRecord(key: string, clickedAtMs: number): VitalsRecord {
  return {
    key,
    clickedAtMs,
    changedAtMs: clickedAtMs,
    longestSilenceMs: 0,
    duplicateClicks: 0,
    hidden: false,
  };
}

/** The report of a turn; `undefined` until the server has assigned an ID to it. */
export function vitalsOf(record: VitalsRecord, abandoned: boolean): Vitals | undefined {
  const { turnId, echoMs, feedbackMs, firstTextMs, totalMs, duplicateClicks } = record;
  if (turnId === undefined) return undefined;
  return {
    turn_id: turnId,
    ...omitUndefined({
      click_to_echo_ms: rounded(echoMs),
      click_to_feedback_ms: rounded(feedbackMs),
      click_to_first_text_ms: rounded(firstTextMs),
      total_ms: rounded(totalMs),
    }),
    longest_silence_ms: rounded(record.longestSilenceMs) ?? 0,
    ...(abandoned ? { abandoned: true } : {}),
    duplicate_clicks: Math.min(duplicateClicks, 1_000),
  };
}

function rounded(durationMs: number | undefined): number | undefined {
  if (durationMs === undefined) return undefined;
  return Math.round(Math.min(Math.max(durationMs, 0), maxDurationMs) * 10) / 10;
}
