/** What the address names. */
export type Route =
  | { readonly page: 'chat'; readonly conversationId: string | undefined }
  | { readonly page: 'studio'; readonly turnId: string | undefined }
  | { readonly page: 'playground' }
  | { readonly page: 'unknown' };

/** The address of a conversation, or of a new one. */
export function chatPath(conversationId?: string): string {
  return conversationId === undefined ? '/' : `/c/${encodeURIComponent(conversationId)}`;
}

/** The address of a proposal, or of a new one. */
export function studioPath(turnId?: string): string {
  return turnId === undefined ? '/studio' : `/studio/${encodeURIComponent(turnId)}`;
}

export const playgroundPath = '/playground';

/** Reads the path of an address. */
export function parseRoute(path: string): Route {
  if (path === '/') {
    return { page: 'chat', conversationId: undefined };
  }
  if (path === playgroundPath) {
    return { page: 'playground' };
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

function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
