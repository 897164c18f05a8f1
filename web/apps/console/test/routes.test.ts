import { describe, expect, it } from 'vitest';

import { chatPath, parseRoute } from '../src/app/routes.js';

describe('parseRoute', () => {
  it('takes the root for a new conversation', () => {
    expect(parseRoute('/')).toEqual({ page: 'chat', conversationId: undefined });
  });

  it.each(['c1', 'a b/c', 'ü'])('finds the conversation %j again in its own path', (id) => {
    expect(parseRoute(chatPath(id))).toEqual({ page: 'chat', conversationId: id });
  });

  it.each(['/c', '/c/', '/c/1/2', '/elsewhere', '/c/%E0%A4%A'])('knows no page at %j', (path) => {
    expect(parseRoute(path)).toEqual({ page: 'unknown' });
  });
});
