import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const library = (path: string): string =>
  fileURLToPath(new URL(`../../packages/react/src/${path}`, import.meta.url));

/** KaTeX names each font in three formats. Every browser that this page supports reads the first. */
const modernFontsOnly: Plugin = {
  name: 'modern-fonts-only',
  enforce: 'pre',
  transform: (code, id) =>
    /katex(?:\.min)?\.css$/.test(id)
      ? code.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, '')
      : undefined,
};

export default defineConfig({
  plugins: [react(), modernFontsOnly],
  resolve: {
    // Uses the library's sources, so that a change there is visible at once.
    alias: [
      { find: '@firstword/react/styles.css', replacement: library('styles.css') },
      { find: '@firstword/react/client', replacement: library('client/index.ts') },
      { find: '@firstword/react/rum', replacement: library('rum/index.ts') },
      { find: '@firstword/react/tools', replacement: library('tools/index.ts') },
      { find: '@firstword/react/attachments', replacement: library('attachments/index.ts') },
      { find: '@firstword/react/queue', replacement: library('queue/index.ts') },
      { find: '@firstword/react/renderers', replacement: library('renderers/index.ts') },
      { find: '@firstword/react', replacement: library('index.ts') },
    ],
  },
  build: {
    // The server's content security policy refuses a style sheet or font in a "data:" URL.
    assetsInlineLimit: 0,
    // Those of the fonts are in public/font-licenses.txt.
    license: { fileName: 'licenses.txt' },
    target: 'es2023',
  },
  server: {
    proxy: { '/api': process.env['FIRSTWORD_SERVER'] ?? 'http://127.0.0.1:8080' },
  },
});
