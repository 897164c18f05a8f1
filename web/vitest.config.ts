import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      {
        find: '@firstword/react/client',
        replacement: path('./packages/react/src/client/index.ts'),
      },
      { find: '@firstword/react/rum', replacement: path('./packages/react/src/rum/index.ts') },
      { find: '@firstword/react', replacement: path('./packages/react/src/index.ts') },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'without a page',
          include: [
            'packages/react/test/{client,server,package}/**/*.test.{ts,tsx}',
            'lint/**/*.test.js',
          ],
          environment: 'node',
        },
      },
      {
        extends: true,
        test: {
          name: 'react',
          include: ['packages/react/test/**/*.test.{ts,tsx}'],
          exclude: ['packages/react/test/{client,server,package}/**'],
          environment: 'jsdom',
          setupFiles: [path('./packages/react/test/fakes/page.ts')],
        },
      },
      {
        extends: true,
        test: {
          name: 'console',
          include: ['apps/console/test/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          setupFiles: [path('./packages/react/test/fakes/page.ts')],
        },
      },
    ],
  },
});
