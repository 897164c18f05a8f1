/** What the address names. */
export type Route =
  | { readonly page: 'chat'; readonly conversationId: string | undefined }
  | { readonly page: 'unknown' };

/** The address of a conversation, or of a new one. */
export function chatPath(conversationId?: string): string {
  return conversationId === undefined ? '/' : `/c/${encodeURIComponent(conversationId)}`;
}

/** Reads the path of an address. */
export function parseRoute(path: string): Route {
  if (path === '/') {
    return { page: 'chat', conversationId: undefined };
  }
  const conversation = /^\/c\/([^/]+)\/?$/.exec(path)?.[1];
  if (conversation === undefined) {
    return { page: 'unknown' };
  }
  try {
    return { page: 'chat', conversationId: decodeURIComponent(conversation) };
  } catch {
    return { page: 'unknown' };
  }
}
