import { fileURLToPath } from 'node:url';

import type { BrowserContext, Page } from '@playwright/test';
import { build, type Rolldown } from 'vite';

import type { Firstword } from './firstword.js';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** A page with tools, under the address of a real server. */
export class ToolPage {
  private constructor(
    private readonly context: BrowserContext,
    /** The address of an empty conversation. */
    readonly url: string,
  ) {}

  /** Bundles the page, and serves it to every tab of the browser. */
  static async serve(context: BrowserContext, server: Firstword): Promise<ToolPage> {
    const script = await bundle();
    const url = `${server.url}/tool-page`;
    await context.route(`${url}.js`, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: script }),
    );
    await context.route(
      ({ pathname, origin }) => origin + pathname === url,
      (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: '<!doctype html><title>Tools</title><div id="root"></div><script type="module" src="/tool-page.js"></script>',
        }),
    );
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

async function bundle(): Promise<string> {
  const { output } = (await build({
    root: path('.'),
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: [
        {
          find: '@firstword/react/tools',
          replacement: path('../../packages/react/src/tools/index.ts'),
        },
        { find: '@firstword/react', replacement: path('../../packages/react/src/index.ts') },
      ],
    },
    build: { write: false, rolldownOptions: { input: path('tool-page-app.tsx') } },
  })) as Rolldown.RolldownOutput;
  const [script] = output.flatMap((part) => (part.type === 'chunk' ? part.code : []));
  if (script === undefined) throw new Error('The page with tools was not built.');
  return script;
}
