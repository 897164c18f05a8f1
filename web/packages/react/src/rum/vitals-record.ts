import { omitUndefined } from '../util/omit-undefined.js';

/** What was seen of one turn so far. It goes through a reload of the page, and holds no text. */
export interface VitalsRecord {
  /** The key that the turn was asked with. */
  readonly key: string;
  /** In milliseconds since the epoch, as every moment here. */
  readonly clickedAtMs: number;
  /** When something last changed on the screen. */
  changedAtMs: number;
  /** Absent until the server has named the turn. */
  turnId?: string;
  /** These are counted from the click. */
  echoMs?: number;
  feedbackMs?: number;
  firstTextMs?: number;
  totalMs?: number;
  longestSilenceMs: number;
  duplicateClicks: number;
  /** Whether nobody could look meanwhile: from then on no more is counted from the click. */
  hidden: boolean;
}

/** What is told of a turn; the contract's `POST /api/vitals`. */
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

/** The contract's longest time. */
const maxDurationMs = 3_600_000;

/** A turn of which nothing was seen yet. */
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

/** What can be told of a turn; nothing before the server has named it. */
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
