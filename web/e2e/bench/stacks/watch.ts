import type { Page } from '@playwright/test';

/** Selectors of the elements to watch on any page. */
export interface Selectors {
  /** The conversation, without the message field. */
  readonly screen: string;
  /** Elements of the conversation that are not visible. */
  readonly invisible: string;
  /** The text of an answer; the newest one counts. */
  readonly answer: string;
  /** Present once an answer has ended. */
  readonly ended: string;
}

/** Text shown outside the answer, with times on the machine's clock. */
export interface Notice {
  readonly text: string;
  /** When it appeared. */
  readonly atMs: number;
  /** When the answer last grew. */
  readonly grownAtMs: number;
}

/** What was visible of one answer, in milliseconds since the key press that sent the question. */
export interface AnswerTimings {
  /** The time of the key press on the machine's clock. */
  readonly pressedAtMs: number;
  readonly questionMs?: number;
  /** Until the first change of any kind. */
  readonly feedbackMs?: number;
  readonly firstTextMs?: number;
  /** The longest time without new text, in the answer or outside it. A running clock does not count. */
  readonly silenceMs?: number;
  /** The longest time between two words of the answer. */
  readonly textSilenceMs?: number;
  /** Until the last word of the answer. */
  readonly lastTextMs?: number;
  readonly endedMs?: number;
  /** How often the visibility of the newest words was checked, and how often they were hidden. */
  readonly checks: number;
  readonly hidden: number;
  /** The sum of all layout shifts that no input explains (Layout Instability API). */
  readonly layoutShift: number;
  readonly notices: readonly Notice[];
}

type TimeName = Exclude<keyof AnswerTimings, 'checks' | 'hidden' | 'layoutShift' | 'notices'>;

interface WatchedWindow {
  seen: () => AnswerTimings;
}

/**
 * Watches every page that is opened from now on, from the outside. Records the content after each paint that
 * changed something, on the page's own clock.
 */
export async function startWatching(page: Page, places: Selectors): Promise<void> {
  await page.addInitScript((at: Selectors) => {
    const visibility = { checks: 0, hidden: 0 };
    let layoutShift = 0;
    const notices: Notice[] = [];
    const times: Partial<Record<TimeName, number>> = {};
    let pressedMs = 0;
    let question = '';
    let besideBefore = '';
    let elementsBefore = 0;
    let words = '';
    let text = '';
    let wordsMs = 0;
    let textMs = 0;
    let waiting = false;
    (window as unknown as WatchedWindow).seen = () => ({
      pressedAtMs: 0,
      ...times,
      ...visibility,
      layoutShift,
      notices,
    });

    const answer = (): Element | undefined => [...document.querySelectorAll(at.answer)].at(-1);
    const nodes = (root: Element | null | undefined): Text[] => {
      const found: Text[] = [];
      if (root == null) return found;
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode() !== null) {
        const node = walker.currentNode as Text;
        if (node.parentElement?.closest(at.invisible) === null) found.push(node);
      }
      return found;
    };
    const wordsOf = (beside: string, of: string): string => `${beside} ${of}`.replaceAll(/\d/g, '');
    const elementsIn = (root: Element | null): number => root?.querySelectorAll('*').length ?? 0;
    const first = (name: TimeName, ms: number): void => {
      times[name] ??= ms;
    };
    const longest = (name: TimeName, ms: number): void => {
      times[name] = Math.max(times[name] ?? 0, ms);
    };
    const look = (): void => {
      waiting = false;
      const ms = performance.now() - pressedMs;
      const screen = document.querySelector(at.screen);
      const of = answer();
      const all = nodes(screen);
      const besides = all.filter((node) => of?.contains(node) !== true);
      const beside = besides.map(({ data }) => data).join(' ');
      if (beside !== (notices.at(-1)?.text ?? '')) {
        notices.push({
          text: beside,
          atMs: performance.timeOrigin + performance.now(),
          grownAtMs: performance.timeOrigin + pressedMs + textMs,
        });
      }
      if (pressedMs === 0 || times.endedMs !== undefined) return;
      if (beside !== besideBefore || elementsIn(screen) !== elementsBefore) first('feedbackMs', ms);
      if (beside.includes(question)) first('questionMs', ms);
      const newText = nodes(of)
        .map(({ data }) => data)
        .join('');
      const newWords = wordsOf(beside, newText);
      if (newWords !== words) {
        longest('silenceMs', ms - wordsMs);
        [words, wordsMs] = [newWords, ms];
      }
      if (newText !== text) {
        if (text !== '') longest('textSilenceMs', ms - textMs);
        [text, textMs] = [newText, ms];
        first('firstTextMs', ms);
        times.lastTextMs = ms;
      }
      if (text !== '' && document.querySelector(at.ended) !== null) first('endedMs', ms);
    };
    const changed = (): void => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = look;
        port2.postMessage(undefined);
      });
    };
    const newestIsSeen = (): boolean => {
      const node = nodes(answer()).findLast(({ data }) => data.trim() !== '');
      if (node === undefined) return true;
      const range = document.createRange();
      const end = node.data.trimEnd().length;
      range.setStart(node, end - 1);
      range.setEnd(node, end);
      const { left, top, width, height } = range.getBoundingClientRect();
      const on = document.elementFromPoint(left + width / 2, top + height / 2);
      return on !== null && answer()?.contains(on) === true;
    };

    document.addEventListener(
      'keydown',
      ({ key, target, timeStamp }) => {
        if (key !== 'Enter' || pressedMs > 0) return;
        pressedMs = timeStamp;
        times.pressedAtMs = performance.timeOrigin + timeStamp;
        question = (target as HTMLInputElement).value;
        const screen = document.querySelector(at.screen);
        elementsBefore = elementsIn(screen);
        besideBefore = notices.at(-1)?.text ?? '';
        words = wordsOf(besideBefore, '');
      },
      { capture: true },
    );
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as unknown as {
          value: number;
          hadRecentInput: boolean;
        };
        if (pressedMs > 0 && !hadRecentInput) layoutShift += value;
      }
    }).observe({ type: 'layout-shift', buffered: false });
    setInterval(() => {
      if (times.firstTextMs === undefined || times.endedMs !== undefined) return;
      visibility.checks += 1;
      if (!newestIsSeen()) visibility.hidden += 1;
    }, 100);
    new MutationObserver(changed).observe(document, {
      childList: true,
      characterData: true,
      attributes: true,
      subtree: true,
    });
  }, places);
}

export async function seen(page: Page): Promise<AnswerTimings> {
  return await page.evaluate(() => (window as unknown as WatchedWindow).seen());
}
