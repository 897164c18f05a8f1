import { fileURLToPath } from 'node:url';

import type { BrowserContext } from '@playwright/test';
import { build, type Rolldown } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const bundles = new Map<string, Promise<string>>();

/**
 * Serves a page of the tests to every tab of a browser, under the address of a real server. Its application is
 * `NAME-app.tsx`.
 *
 * @returns the address of the page
 */
export async function servePage(
  context: BrowserContext,
  server: { readonly url: string },
  name: string,
): Promise<string> {
  const bundled = bundles.get(name) ?? bundle(name);
  bundles.set(name, bundled);
  const script = await bundled;
  const url = `${server.url}/${name}`;
  await context.route(`${url}.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await context.route(
    ({ pathname, origin }) => origin + pathname === url,
    (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>Test page</title><div id="root"></div><script type="module" src="/${name}.js"></script>`,
      }),
  );
  return url;
}

async function bundle(name: string): Promise<string> {
  const source = (relative: string): string => path(`../../packages/react/src/${relative}index.ts`);
  const { output } = (await build({
    root: path('.'),
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: [
        { find: '@firstword/react/tools', replacement: source('tools/') },
        { find: '@firstword/react/ai-sdk', replacement: source('ai-sdk/') },
        { find: '@firstword/react', replacement: source('') },
      ],
    },
    build: { write: false, rolldownOptions: { input: path(`${name}-app.tsx`) } },
  })) as Rolldown.RolldownOutput;
  const [script] = output.flatMap((part) => (part.type === 'chunk' ? part.code : []));
  if (script === undefined) throw new Error(`The page ${name} was not built.`);
  return script;
}
