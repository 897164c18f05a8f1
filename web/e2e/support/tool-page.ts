import type { BrowserContext, Page } from '@playwright/test';

import type { Firstword } from './firstword.js';
import { servePage } from './served-page.js';

/** A page with tools, under the address of a real server. */
export class ToolPage {
  private constructor(
    private readonly context: BrowserContext,
    /** The address of an empty conversation. */
    readonly url: string,
  ) {}

  /** Bundles the page, and serves it to every tab of the browser. */
  static async serve(context: BrowserContext, server: Firstword): Promise<ToolPage> {
    const url = await servePage(context, server, 'tool-page');
    return new ToolPage(context, url);
  }

  /** Opens another tab with the conversation of a tab. */
  async openSecondTab(first: Page): Promise<Page> {
    const second = await this.context.newPage();
    await second.goto(first.url());
    return second;
  }

  /** What happened to the calls, in all tabs, oldest first. */
  async notes(page: Page): Promise<readonly string[]> {
    return await page.evaluate(
      () => JSON.parse(localStorage.getItem('notes') ?? '[]') as readonly string[],
    );
  }
}
