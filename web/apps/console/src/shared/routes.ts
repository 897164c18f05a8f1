export const latencyViews = ['percentiles', 'turns', 'levels', 'diagnosis'] as const;
/** The latency pages. */
export type LatencyView = (typeof latencyViews)[number];

/** The page that a URL names. */
export type Route =
  | { readonly page: 'chat'; readonly conversationId: string | undefined }
  | { readonly page: 'studio'; readonly turnId: string | undefined }
  | { readonly page: 'playground' }
  | { readonly page: 'latency'; readonly view: LatencyView; readonly turnId: string | undefined }
  | { readonly page: 'parts' }
  | { readonly page: 'unknown' };

/** The path of a conversation, or of a new one. */
export function chatPath(conversationId?: string): string {
  return conversationId === undefined ? '/' : `/c/${encodeURIComponent(conversationId)}`;
}

/** The path of a proposal, or of a new one. */
export function studioPath(turnId?: string): string {
  return turnId === undefined ? '/studio' : `/studio/${encodeURIComponent(turnId)}`;
}

export const playgroundPath = '/playground';

/** The parts of the React package, for developers. */
export const partsPath = '/parts';

/** The path of a latency page, or of one turn's waterfall. */
export function latencyPath(view: LatencyView = 'percentiles', turnId?: string): string {
  if (turnId !== undefined) return `/latency/turns/${encodeURIComponent(turnId)}`;
  return view === 'percentiles' ? '/latency' : `/latency/${view}`;
}

/** Parses the path of a URL. */
export function parseRoute(path: string): Route {
  if (path === '/') {
    return { page: 'chat', conversationId: undefined };
  }
  if (path === playgroundPath) {
    return { page: 'playground' };
  }
  if (path === partsPath) {
    return { page: 'parts' };
  }
  const latency = latencyRoute(path);
  if (latency !== undefined) {
    return latency;
  }
  const [, page, name] = /^\/(c|studio)(?:\/([^/]+))?\/?$/.exec(path) ?? [];
  const id = name === undefined ? undefined : decoded(name);
  if (name !== undefined && id === undefined) {
    return { page: 'unknown' };
  }
  if (page === 'studio') {
    return { page: 'studio', turnId: id };
  }
  return page === 'c' && id !== undefined
    ? { page: 'chat', conversationId: id }
    : { page: 'unknown' };
}

function latencyRoute(path: string): Route | undefined {
  const [, view = 'percentiles', turn] =
    /^\/latency(?:\/(turns|levels|diagnosis)(?:\/([^/]+))?)?\/?$/.exec(path) ?? [undefined, ''];
  const known = latencyViews.find((name) => name === view);
  const turnId = turn === undefined ? undefined : decoded(turn);
  if (known === undefined || (turn !== undefined && (known !== 'turns' || turnId === undefined))) {
    return undefined;
  }
  return { page: 'latency', view: known, turnId };
}

function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
