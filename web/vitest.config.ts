import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Tests in .ts files that need a document. */
const needDocument = ['packages/react/test/{ai-sdk,pacing,rum}/*.test.ts'];
/** Tests in .tsx files that must run without a document. */
const needNoDocument = ['packages/react/test/server/*.test.tsx'];
const setupFiles = [path('./packages/react/test/fakes/page.ts')];

export default defineConfig({
  resolve: {
    alias: [
      {
        find: '@firstword/react/client',
        replacement: path('./packages/react/src/client/index.ts'),
      },
      { find: '@firstword/react/rum', replacement: path('./packages/react/src/rum/index.ts') },
      { find: '@firstword/react/tools', replacement: path('./packages/react/src/tools/index.ts') },
      {
        find: '@firstword/react/attachments',
        replacement: path('./packages/react/src/attachments/index.ts'),
      },
      {
        find: '@firstword/react/renderers',
        replacement: path('./packages/react/src/renderers/index.ts'),
      },
      {
        find: '@firstword/react/ai-sdk',
        replacement: path('./packages/react/src/ai-sdk/index.ts'),
      },
      { find: '@firstword/react', replacement: path('./packages/react/src/index.ts') },
    ],
  },
  test: {
    // Files share a worker and its document: a new jsdom for each file took three times as long as the tests.
    isolate: false,
    // Property tests take seconds on a busy machine.
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['{packages,apps}/*/test/**/*.test.ts', 'lint/**/*.test.js', ...needNoDocument],
          exclude: needDocument,
          environment: 'node',
        },
      },
      {
        extends: true,
        test: {
          name: 'react',
          include: ['packages/react/test/**/*.test.tsx', ...needDocument],
          exclude: needNoDocument,
          environment: 'jsdom',
          setupFiles,
        },
      },
      {
        extends: true,
        test: {
          name: 'console',
          include: ['apps/console/test/**/*.test.tsx'],
          environment: 'jsdom',
          setupFiles,
        },
      },
    ],
  },
});
