import type { UIMessageChunk } from 'ai';

/** Chunks that change nothing on a screen. */
const unseen = /^(start|finish|message-metadata)/;

/** Measures what the user of one answer saw, and when. */
export class TurnVitals {
  readonly #startMs = performance.now();
  #changedMs = this.#startMs;
  #feedbackMs: number | undefined;
  #textMs: number | undefined;
  #silenceMs = 0;

  onChunk({ type }: UIMessageChunk): void {
    if (unseen.test(type)) return;
    afterPaint(() => {
      const nowMs = performance.now();
      this.#feedbackMs ??= nowMs - this.#startMs;
      if (type === 'text-delta') this.#textMs ??= nowMs - this.#startMs;
      // A user does not wait in front of a hidden page.
      if (!document.hidden) this.#silenceMs = Math.max(this.#silenceMs, nowMs - this.#changedMs);
      this.#changedMs = nowMs;
    });
  }

  /** The report, with the names of `POST /api/vitals`. */
  report(turnId: string, abandoned: boolean): string {
    return JSON.stringify({
      turn_id: turnId,
      click_to_feedback_ms: round(this.#feedbackMs),
      click_to_first_text_ms: round(this.#textMs),
      longest_silence_ms: round(this.#silenceMs),
      total_ms: round(performance.now() - this.#startMs),
      ...(abandoned ? { abandoned } : {}),
    });
  }
}

function round(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}

/** A hidden page paints no frames. */
function afterPaint(action: () => void): void {
  if (document.hidden) action();
  else requestAnimationFrame(() => setTimeout(action));
}
