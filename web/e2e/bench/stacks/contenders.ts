import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';

import { type Selectors, startWatching } from './watch.js';

/** One implementation of the same page. */
export interface Contender {
  readonly name: string;
  /** The URL of the page, on its own server. */
  readonly path: string;
  readonly places: Selectors;
  readonly question: string;
}

export const firstwords: Contender = {
  name: 'Firstword',
  path: '/',
  places: {
    screen: '.chat',
    invisible: '[role=status], form, .footnote',
    answer: '.fw-answer .fw-markdown',
    ended: '.fw-assistant-message:is([data-state=complete], [data-state=error])',
  },
  question: '.fw-user-message',
};

export const usual: Contender = {
  name: 'the usual stack',
  path: '/usual.html',
  places: {
    screen: '.column',
    invisible: 'form',
    answer: '[data-role=assistant] > div',
    ended: 'form input:enabled',
  },
  question: '[data-role=user]',
};

export const usualBasic: Contender = {
  ...usual,
  name: 'the usual stack, basic route',
  path: '/usual.html?route=basic',
};

export const spinner: Contender = {
  name: 'the spinner',
  path: '/spinner.html',
  places: {
    screen: '.column',
    invisible: 'form',
    answer: '[data-role=assistant] span',
    ended: 'form input:enabled',
  },
  question: 'form input',
};

/** An opened page of a contender, with its observer. */
export class OpenPage {
  private constructor(
    readonly contender: Contender,
    readonly page: Page,
  ) {}

  static async by(context: BrowserContext, contender: Contender, url: string): Promise<OpenPage> {
    const page = await context.newPage();
    await startWatching(page, contender.places);
    await page.goto(url + contender.path);
    const opened = new OpenPage(contender, page);
    await expect(opened.field).toBeVisible();
    // A user writes the question first, so the work of opening the page is finished before it is sent.
    await page.waitForLoadState('networkidle');
    return opened;
  }

  get field(): Locator {
    return this.page.getByRole('textbox');
  }

  async ask(question: string, presses = 1): Promise<void> {
    await this.field.fill(question);
    for (let press = 0; press < presses; press += 1) await this.page.keyboard.press('Enter');
  }

  /** The text of the answer as shown on the page. */
  async text(): Promise<string> {
    return (await this.page.locator(this.contender.places.answer).allInnerTexts()).at(-1) ?? '';
  }

  async questionShown(question: string): Promise<boolean> {
    const texts = await this.page.locator(this.contender.question).allInnerTexts();
    return texts.some((text) => text.includes(question));
  }

  async untilText(characters: number): Promise<void> {
    await expect
      .poll(async () => (await this.text()).length, { timeout: 20_000 })
      .toBeGreaterThan(characters);
  }

  async ended(): Promise<boolean> {
    return (await this.page.locator(this.contender.places.ended).count()) > 0;
  }

  async untilEnded(limitMs: number): Promise<void> {
    await this.page
      .locator(this.contender.places.ended)
      .last()
      .waitFor({ state: 'attached', timeout: limitMs });
  }

  /** Presses Stop in the middle of an answer; returns the time on the machine's clock. */
  async stop(): Promise<number> {
    await this.page.evaluate(() => {
      document.addEventListener(
        'click',
        ({ timeStamp }) => {
          Object.assign(window, { stoppedAtMs: performance.timeOrigin + timeStamp });
        },
        { capture: true, once: true },
      );
    });
    await this.page.getByRole('button', { name: 'Stop' }).first().click();
    return await this.page.evaluate(
      () => (window as unknown as { stoppedAtMs: number }).stoppedAtMs,
    );
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
