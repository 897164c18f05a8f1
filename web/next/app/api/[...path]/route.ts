const server = process.env['FIRSTWORD_URL'] ?? 'http://127.0.0.1:8080';

/** Proxies the page's requests to Firstword as streams. A client that disconnects here disconnects there. */
async function passOn(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers(request.headers);
  for (const name of ['host', 'connection', 'content-length', 'accept-encoding']) {
    headers.delete(name);
  }
  const body = request.method === 'GET' ? undefined : await request.arrayBuffer();
  const answer = await fetch(`${server}${pathname}${search}`, {
    method: request.method,
    headers,
    signal: request.signal,
    ...(body === undefined || body.byteLength === 0 ? {} : { body }),
  });
  return new Response(answer.body, { status: answer.status, headers: answer.headers });
}

export { passOn as DELETE, passOn as GET, passOn as POST };
