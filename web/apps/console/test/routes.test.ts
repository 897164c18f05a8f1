import { describe, expect, it } from 'vitest';

import { chatPath, latencyPath, latencyViews, parseRoute } from '../src/shared/routes.js';

describe('parseRoute', () => {
  it('takes the root for a new conversation', () => {
    expect(parseRoute('/')).toEqual({ page: 'chat', conversationId: undefined });
  });

  it.each(['c1', 'a b/c', 'ü'])('finds the conversation %j again in its own path', (id) => {
    expect(parseRoute(chatPath(id))).toEqual({ page: 'chat', conversationId: id });
  });

  it.each([
    '/c',
    '/c/',
    '/c/1/2',
    '/elsewhere',
    '/c/%E0%A4%A',
    '/latency/elsewhere',
    '/latency/levels/1',
  ])('knows no page at %j', (path) => {
    expect(parseRoute(path)).toEqual({ page: 'unknown' });
  });

  it('finds the page of the parts', () => {
    expect(parseRoute('/parts')).toEqual({ page: 'parts' });
  });

  it.each(latencyViews)('finds the latency page %j again in its own path', (view) => {
    expect(parseRoute(latencyPath(view))).toEqual({ page: 'latency', view, turnId: undefined });
  });

  it('finds a turn again in the path of its waterfall', () => {
    const route = { page: 'latency', view: 'turns', turnId: 'a b/c' };

    expect(parseRoute(latencyPath('turns', 'a b/c'))).toEqual(route);
  });
});
