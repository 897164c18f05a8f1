import { readFile } from 'node:fs/promises';

import { uiMessageChunkSchema as schema6 } from 'ai';
import { uiMessageChunkSchema as schema7 } from 'ai-7';
import { describe, expect, it } from 'vitest';

interface Case {
  readonly name: string;
  readonly chunks: readonly { readonly data: unknown }[];
}

/** What the server makes of each event, as its own tests expect it. */
const cases = JSON.parse(
  await readFile(
    new URL(
      '../../../../../server/api/src/test/resources/dev/firstword/api/uistream/ui-message-chunks.json',
      import.meta.url,
    ),
    'utf8',
  ),
) as Case[];

describe.each([
  ['6', schema6()],
  ['7', schema7()],
])('the chunks of the server, by the schema of major %s of the AI SDK', (_, schema) => {
  it.each(cases.map(({ name, chunks }) => [name, chunks] as const))(
    'are valid where %s',
    async (_name, chunks) => {
      for (const { data } of chunks) {
        expect(await schema.validate?.(data)).toMatchObject({ success: true });
      }
    },
  );

  it('does not accept a chunk of another type', async () => {
    expect(await schema.validate?.({ type: 'aurora' })).toMatchObject({ success: false });
  });
});
