import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { PackedApp } from './packed-app.js';

/** The limit on the compressed size of the chat hook, without React. */
const largestHook = 8 * 1024;

/** The limit on the compressed size of the transport for the AI SDK, which needs nothing of that. */
const largestTransport = 3 * 1024;

let app: PackedApp;

beforeAll(async () => {
  app = await PackedApp.create();
}, 180_000);
afterAll(async () => {
  await app.remove();
});

/** Bundles a program with Vite for production. React is external. */
async function bundled(source: string): Promise<{ code: string; css: string; files: string[] }> {
  const entry = await app.write('entry.ts', source);
  const { output } = (await build({
    root: app.folder,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        external: [/^react(\/|$)/],
        preserveEntrySignatures: 'strict',
      },
    },
  })) as Rolldown.RolldownOutput;
  return {
    code: output.map((part) => (part.type === 'chunk' ? part.code : '')).join(''),
    css: output
      .map((part) => (part.type === 'asset' && part.fileName.endsWith('.css') ? part.source : ''))
      .join(''),
    files: output.flatMap((part) =>
      part.type === 'chunk'
        ? Object.entries(part.modules).flatMap(([id, { renderedLength }]) =>
            renderedLength > 0 ? [id.replace(/^.*node_modules\//, '')] : [],
          )
        : [],
    ),
  };
}

describe('the packed package', () => {
  it('passes publint', async () => {
    const { tarball } = app;
    const data = tarball.buffer.slice(
      tarball.byteOffset,
      tarball.byteOffset + tarball.byteLength,
    ) as ArrayBuffer;
    const { messages, pkg } = await publint({ pack: { tarball: data }, strict: true });

    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('has types that are right for every program that can use it', async () => {
    const result = await checkPackage(createPackageFromTarballData(app.tarball));

    // The package is ESM only, and its style sheet has no types. Older resolution modes do not know exports.
    const relevant =
      'problems' in result
        ? result.problems.filter(
            (problem) =>
              !(
                'resolutionKind' in problem &&
                (problem.resolutionKind === 'node10' || problem.resolutionKind === 'node16-cjs')
              ) && !('entrypoint' in problem && problem.entrypoint === './styles.css'),
          )
        : ['no types'];
    expect(relevant).toEqual([]);
  });

  it.each([
    ['a bundler', { module: 'ESNext', moduleResolution: 'Bundler' }],
    ['Node', { module: 'NodeNext', moduleResolution: 'NodeNext' }],
  ])(
    'has whole examples in its documents, as %s resolves it',
    async (_, options) => {
      const files: string[] = [];
      const documents = ['../../README.md', '../../../../../docs/react.md'];
      for (const document of documents) {
        const text = await readFile(new URL(document, import.meta.url), 'utf8');
        const examples = [...text.matchAll(/```tsx\n(.*?)```/gs)]
          .map(([, code]) => code ?? '')
          .filter((code) => code.includes('import '));
        for (const [index, code] of examples.entries()) {
          files.push(
            await app.write(
              `examples/${String(documents.indexOf(document))}-${String(index)}.tsx`,
              code,
            ),
          );
        }
      }
      await app.write('examples/css.d.ts', "declare module '*.css';");

      const found = await app.typeCheck([...files, 'examples/css.d.ts'], options);

      expect(files.length).toBeGreaterThan(4);
      expect(found).toBe('');
    },
    120_000,
  );

  it('costs a page that uses the chat hook alone less than 8 KB', async () => {
    const { code, files } = await bundled("export { useOptimisticChat } from '@firstword/react';");

    expect(files.filter((file) => !/@firstword\/react\/dist\/|entry\.ts$/.test(file))).toEqual([]);
    expect(files.join(' ')).not.toMatch(/dist\/(markdown|parts|rum)|turn-session/);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(largestHook);
  }, 60_000);

  it('costs a page that has a chat of its own less than 3 KB for the transport', async () => {
    const { code, files } = await bundled(
      "export { FirstwordChatTransport } from '@firstword/react/ai-sdk';",
    );

    expect(files.filter((file) => !/@firstword\/react\/dist\/|entry\.ts$/.test(file))).toEqual([]);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(largestTransport);
  }, 60_000);

  it('contains its styles, and Markdown only if used', async () => {
    const { css, files } = await bundled(
      "import '@firstword/react/styles.css'; export { AssistantMessage } from '@firstword/react';",
    );

    expect(css).toContain('.fw-assistant-message');
    expect(files.join(' ')).toMatch(/marked/);
    expect(files.join(' ')).not.toMatch(/dist\/rum|chat-session|composer/);
  }, 60_000);

  it('contains no measuring unless imported, and tree-shakes completely', async () => {
    const all = ['', '/client', '/rum', '/renderers', '/ai-sdk']
      .map((path) => `import '@firstword/react${path}';`)
      .join('');

    const { files } = await bundled(all);

    expect(files.filter((file) => file.includes('@firstword'))).toEqual([]);
  }, 60_000);

  it('renders on a server, and marks its client files', async () => {
    const program = await app.write(
      'server.mjs',
      `import { createElement as h } from 'react';
       import { renderToString } from 'react-dom/server';
       import { AssistantMessage, useOptimisticChat } from '@firstword/react';
       import { createClient } from '@firstword/react/client';
       import { withVitals } from '@firstword/react/rum';
       const client = withVitals(createClient({ baseUrl: 'https://example.com' }));
       const message = { key: 'a', role: 'assistant', text: '**Ready**', state: 'complete', createdAtMs: 0 };
       function Page() {
         const { active } = useOptimisticChat({ client });
         return h('main', { 'data-active': String(active) }, h(AssistantMessage, { message }));
       }
       process.stdout.write(renderToString(h(Page)));`,
    );

    const html = await app.node(program);

    expect(html).toContain('<main data-active="false">');
    expect(html).toContain('<strong>Ready</strong>');
    const dist = app.installed('dist');
    const files = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith('.js'));
    for (const file of files) {
      const text = await readFile(join(dist, file), 'utf8');
      const forBrowser = /\buse(State|Effect|Context|SyncExternalStore|Ref)\(/.test(text);
      if (forBrowser) expect(text.startsWith("'use client'"), file).toBe(true);
    }
  });

  it('contains no sources or tests', async () => {
    const files = await readdir(app.installed(''), { recursive: true });

    expect(files.filter((file) => /test|\.tsx?$/.test(file) && !file.endsWith('.d.ts'))).toEqual(
      [],
    );
  });
});
