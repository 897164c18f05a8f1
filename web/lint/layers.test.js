import { RuleTester } from 'eslint';
import { afterAll, describe, it } from 'vitest';

import { consoleLayers, importsPointDown, reactLayers } from './layers.js';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.afterAll = afterAll;

const react = (file, code) => ({
  code,
  filename: `packages/react/src/${file}`,
  options: [reactLayers],
});
const console = (file, code) => ({
  code,
  filename: `apps/console/src/${file}`,
  options: [consoleLayers],
});
const upward = (from, to) => [{ messageId: 'upward', data: { from, to } }];

new RuleTester().run('imports-point-down', importsPointDown, {
  valid: [
    react('chat/chat-session.ts', "import { TurnView } from '../turn/turn-view.js';"),
    react('turn/turn-reducer.ts', "import { TurnView } from './turn-view.js';"),
    react('index.ts', "export { useOptimisticChat } from './chat/use-optimistic-chat.js';"),
    react('parts/messages.tsx', "import { memo } from 'react';"),
    console('main.tsx', "import { App } from './app/app.js';"),
    {
      code: "import '../../src/chat/chat-session.js';",
      filename: 'packages/react/test/chat/chat-session.test.ts',
      options: [reactLayers],
    },
  ],
  invalid: [
    // The two halves of a cycle: the half that points up is reported.
    {
      ...react('turn/turn-view.ts', "import { ChatSession } from '../chat/chat-session.js';"),
      errors: upward('turn', 'chat'),
    },
    {
      ...react('session/session.ts', "export * from '../chat/chat-session.js';"),
      errors: upward('session', 'chat'),
    },
    {
      ...react(
        'chat/chat-session.ts',
        "import type { TurnSession } from '../ask/turn-session.js';",
      ),
      languageOptions: { parser: (await import('typescript-eslint')).parser },
      errors: upward('chat', 'ask'),
    },
    {
      ...react('labels/labels.ts', "export { version } from '../index.js';"),
      errors: upward('labels', '.'),
    },
    {
      ...console('shared/routes.ts', "const page = import('../latency/latency-page.js');"),
      errors: upward('shared', 'latency'),
    },
    {
      ...react('helpers/new.ts', "import '../client/index.js';"),
      errors: [{ messageId: 'unknown', data: { folder: 'helpers' } }],
    },
  ],
});
