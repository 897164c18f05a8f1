import type { Page } from '@playwright/test';

/** What a user saw of one turn, in milliseconds since the click. */
export interface ScreenTimings {
  /** The time of the click on the machine's clock. */
  readonly clickedAtMs: number;
  /** Until the question appears on the page. */
  readonly echoMs?: number;
  /** Until the first change of any kind. */
  readonly feedbackMs?: number;
  /** Until the first words, of the summary or of the answer. */
  readonly wordsMs?: number;
  /** Until the first words of the answer itself. */
  readonly answerMs?: number;
  /** The longest time without new text, from the click to the end. */
  readonly silenceMs?: number;
  /** The end of what the screen showed during that time. */
  readonly silenceAfter?: string;
  /** The longest time in which nothing changed but clocks. */
  readonly clocksOnlyMs?: number;
  /** The longest time without new text of the answer, counted from its first words. */
  readonly textSilenceMs?: number;
  readonly totalMs?: number;
}

/** Selectors of the elements to watch on a page. */
export interface Selectors {
  /** The button to click. */
  readonly button: string;
  /** The element to watch: only changes inside it count. */
  readonly screen: string;
  /** Where the question appears. */
  readonly echo: string;
  readonly echoText: string;
  readonly summary: string;
  readonly answer: string;
  readonly clocks: string;
  /** Present once the turn has ended. */
  readonly end: string;
}

/** The timings that are milliseconds. */
export type TimingName = Exclude<keyof ScreenTimings, 'silenceAfter'>;

type Seen = Partial<Record<TimingName, number>> & { silenceAfter?: string };

interface TimedWindow {
  screenTimings: Seen;
}

/**
 * Watches the page from the next click on the button. All times are taken after a paint, on the page's own
 * clock.
 */
export async function startScreenTimings(page: Page, places: Selectors): Promise<void> {
  await page.evaluate((at) => {
    const seen: Seen = {};
    (window as unknown as TimedWindow).screenTimings = seen;
    let clickedMs = 0;
    let last = '';
    let lastMs = 0;
    let lastText = '';
    let lastTextMs = 0;
    let lastKnown = '';
    let lastKnownMs = 0;
    let waiting = false;

    const textIn = (selector: string): string =>
      [...document.querySelectorAll(selector)].map(({ textContent }) => textContent).join('\n');
    const withoutClocks = (): string => {
      const known: string[] = [];
      for (const screen of document.querySelectorAll(at.screen)) {
        const walker = document.createTreeWalker(screen, NodeFilter.SHOW_TEXT);
        while (walker.nextNode() !== null) {
          const node = walker.currentNode as Text;
          if (node.parentElement?.closest(at.clocks) === null) known.push(node.data);
        }
      }
      return known.join('');
    };
    const first = (name: TimingName, ms: number): void => {
      seen[name] ??= ms;
    };
    const longest = (name: TimingName, ms: number): void => {
      seen[name] = Math.max(seen[name] ?? 0, ms);
    };
    const painted = (): void => {
      waiting = false;
      if (seen.totalMs !== undefined) return;
      const ms = performance.now() - clickedMs;
      const skeleton = document.querySelector('.fw-skeleton') !== null ? 'skeleton' : '';
      const now = skeleton + textIn(at.screen);
      if (now === last) return;
      const known = skeleton + withoutClocks();
      if (known !== lastKnown) {
        longest('clocksOnlyMs', ms - lastKnownMs);
        [lastKnown, lastKnownMs] = [known, ms];
      }
      const text = textIn(at.answer);
      if (ms - lastMs > (seen.silenceMs ?? 0)) {
        seen.silenceMs = ms - lastMs;
        seen.silenceAfter = last.slice(-160);
      }
      if (lastText !== '' && text !== lastText) longest('textSilenceMs', ms - lastTextMs);
      if (text !== lastText) lastTextMs = ms;
      [last, lastMs, lastText] = [now, ms, text];
      first('feedbackMs', ms);
      if (textIn(at.echo).includes(at.echoText)) first('echoMs', ms);
      if (text !== '' || textIn(at.summary) !== '') first('wordsMs', ms);
      if (text !== '') first('answerMs', ms);
      if (document.querySelector(at.end) !== null) first('totalMs', ms);
    };
    const changed = (): void => {
      if (waiting || clickedMs === 0) return;
      waiting = true;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = painted;
        port2.postMessage(undefined);
      });
    };
    document.addEventListener(
      'click',
      ({ target, timeStamp }) => {
        if (clickedMs > 0 || !(target instanceof Element) || target.closest(at.button) === null) {
          return;
        }
        clickedMs = timeStamp;
        seen.clickedAtMs = performance.timeOrigin + timeStamp;
        last = textIn(at.screen);
        lastKnown = withoutClocks();
      },
      { capture: true },
    );
    new MutationObserver(changed).observe(document.body, {
      childList: true,
      characterData: true,
      attributes: true,
      subtree: true,
    });
  }, places);
}

export async function readScreenTimings(page: Page): Promise<ScreenTimings> {
  return (await page.evaluate(
    () => (window as unknown as TimedWindow).screenTimings,
  )) as ScreenTimings;
}
