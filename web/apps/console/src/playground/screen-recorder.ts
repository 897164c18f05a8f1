import { type PaintClock, showsNews } from '@firstword/react/rum';

/** A time in which news followed news closely. */
export interface Stretch {
  /** `text`: the answer grew. `words`: anything else that can be read, such as the name of a phase. */
  readonly kind: 'text' | 'words';
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a user saw of one run, in milliseconds since the click. */
export interface ScreenTimings {
  /** The first thing to read: the user's own message, a word about the work, or the answer. */
  readonly feedbackMs?: number;
  readonly firstTextMs?: number;
  readonly longestSilenceMs?: number;
  /** When the longest silence began. */
  readonly silenceFromMs?: number;
  /** The newest change so far. */
  readonly lastMs?: number;
  readonly totalMs?: number;
  /** In the order in which they were painted. What is between them is silence. */
  readonly stretches: readonly Stretch[];
}

/** Changes closer than this look like one movement. */
const joinMs = 400;

/** What is hidden from the eye, or only ticks. */
const notRead = '[role="timer"], .fw-visually-hidden';

/**
 * Records when there was something new to read on a part of the page, as painted: measured on the screen, not in
 * the program. Animation without content, such as a spinner, is not news, and neither is a clock that ticks.
 */
export class ScreenRecorder {
  private readonly observer: MutationObserver;
  private timings: ScreenTimings = { stretches: [] };
  private lastMs = 0;
  private shownText = '';
  private shownAnswer = '';
  private awaitingPaint = false;
  private ended = false;

  constructor(
    private readonly screen: Element,
    private readonly clickedMs: number,
    private readonly clock: Pick<PaintClock, 'now' | 'afterPaint'>,
    private readonly onChange: (seen: ScreenTimings) => void,
  ) {
    this.observer = new MutationObserver((mutations) => {
      if (showsNews(mutations)) this.noteChange();
    });
    this.observer.observe(screen, { childList: true, characterData: true, subtree: true });
    this.noteChange();
  }

  /** The answer is complete. The next paint is the end. */
  end(): void {
    this.clock.afterPaint(() => {
      if (this.ended) return;
      const atMs = this.notePaint();
      this.noteSilence(atMs);
      this.stop();
      this.timings = { ...this.timings, totalMs: atMs };
      this.onChange(this.timings);
    });
  }

  stop(): void {
    this.ended = true;
    this.observer.disconnect();
  }

  private noteChange(): void {
    if (this.awaitingPaint || this.ended) return;
    this.awaitingPaint = true;
    this.clock.afterPaint(() => {
      this.awaitingPaint = false;
      if (!this.ended) this.notePaint();
    });
  }

  /** Notes what this paint has shown, and returns its time. */
  private notePaint(): number {
    const atMs = this.clock.now() - this.clickedMs;
    const answer = this.screen.querySelector('.fw-answer .fw-markdown')?.textContent ?? '';
    const text = readableText(this.screen);
    if (text === this.shownText || text === '') return atMs;
    const kind = answer !== this.shownAnswer && answer !== '' ? 'text' : 'words';
    this.shownText = text;
    this.shownAnswer = answer;
    this.noteSilence(atMs);
    this.timings = {
      ...this.timings,
      feedbackMs: this.timings.feedbackMs ?? atMs,
      ...(kind === 'text' && this.timings.firstTextMs === undefined ? { firstTextMs: atMs } : {}),
      stretches: joined(this.timings.stretches, kind, atMs),
    };
    this.onChange(this.timings);
    return atMs;
  }

  private noteSilence(atMs: number): void {
    const silentMs = atMs - this.lastMs;
    if (silentMs >= (this.timings.longestSilenceMs ?? 0)) {
      this.timings = {
        ...this.timings,
        longestSilenceMs: silentMs,
        silenceFromMs: this.lastMs,
      };
    }
    this.lastMs = atMs;
    this.timings = { ...this.timings, lastMs: atMs };
  }
}

/** The stretches with a change. A change soon after one of its kind makes that longer. */
function joined(
  stretches: readonly Stretch[],
  kind: Stretch['kind'],
  atMs: number,
): readonly Stretch[] {
  const last = stretches.at(-1);
  return last?.kind === kind && atMs - last.toMs <= joinMs
    ? [...stretches.slice(0, -1), { ...last, toMs: atMs }]
    : [...stretches, { kind, fromMs: atMs, toMs: atMs }];
}

/** What can be read on a part of the page. */
function readableText(screen: Element): string {
  const nodes = document.createTreeWalker(
    screen,
    NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
    (node) => {
      if (!(node instanceof Element)) return NodeFilter.FILTER_ACCEPT;
      return node.matches(notRead) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    },
  );
  let text = '';
  while (nodes.nextNode() !== null) text += nodes.currentNode.nodeValue ?? '';
  return text;
}
