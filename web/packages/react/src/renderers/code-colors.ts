import { CodePainter } from './code-painter.js';
import { highlightedSpans } from './highlighted-spans.js';

/** What is used of highlight.js. */
export interface Highlighter {
  getLanguage(name: string): unknown;
  highlight(
    code: string,
    options: { language: string; ignoreIllegals?: boolean },
  ): { readonly value: string };
}

export type LoadHighlighter = () => Promise<Highlighter>;

/** Code beyond this length keeps one colour: reading it would hold up the page. */
export const maxHighlightedLength = 60_000;

/** At the soonest, growing code is read again after this time, and after so many times the time that it took. */
const minPauseMs = 200;
const pauseFactor = 20;

/** Code this far from the visible part of the page is coloured. */
const nearbyMargin = '600px';

/** Keeps one piece of code coloured while it grows, and while it is near the visible part of the page. */
export class CodeColors {
  readonly #painter = new CodePainter();
  #element: HTMLElement | undefined;
  #code = '';
  #language = '';
  #nearby = false;
  #scheduled = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #nextAt = 0;

  constructor(private readonly load: LoadHighlighter) {}

  /** @returns removes the colours */
  attach(element: HTMLElement): () => void {
    if (!CodePainter.isSupported || typeof IntersectionObserver === 'undefined') {
      return () => undefined;
    }
    this.#element = element;
    const observer = new IntersectionObserver(
      ([entry]) => {
        this.#nearby = entry?.isIntersecting ?? false;
        if (this.#nearby) this.#schedule();
        else this.#painter.clear();
      },
      { rootMargin: nearbyMargin },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      clearTimeout(this.#timer);
      this.#scheduled = false;
      this.#nearby = false;
      this.#element = undefined;
      this.#painter.clear();
    };
  }

  update(code: string, language: string): void {
    this.#code = code;
    this.#language = language;
    if (this.#nearby) this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#language === '') return;
    this.#scheduled = true;
    this.#timer = setTimeout(
      () => {
        void this.#load();
      },
      Math.max(0, this.#nextAt - performance.now()),
    );
  }

  async #load(): Promise<void> {
    try {
      const highlighter = await this.load();
      whenIdle(() => {
        this.#scheduled = false;
        this.#paint(highlighter);
      });
    } catch {
      // Code without colours is still code. The next change tries again.
      this.#scheduled = false;
      this.#nextAt = performance.now() + 10_000;
    }
  }

  #paint(highlighter: Highlighter): void {
    const code = this.#code;
    if (this.#element === undefined || !this.#nearby) return;
    if (code.length > maxHighlightedLength) return;
    if (highlighter.getLanguage(this.#language) === undefined) return;
    const startedAt = performance.now();
    const { value } = highlighter.highlight(code, {
      language: this.#language,
      ignoreIllegals: true,
    });
    this.#painter.paint(this.#element, highlightedSpans(value));
    const endedAt = performance.now();
    this.#nextAt = endedAt + Math.max(minPauseMs, pauseFactor * (endedAt - startedAt));
  }
}

function whenIdle(action: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(action, { timeout: 500 });
  else setTimeout(action);
}
