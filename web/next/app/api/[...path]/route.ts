/** Proxies the page's requests to Firstword as streams. A client that disconnects here disconnects there. */
async function passOn(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers(request.headers);
  for (const name of ['host', 'connection', 'content-length', 'accept-encoding']) {
    headers.delete(name);
  }
  const body = request.method === 'GET' ? undefined : await request.text();
  const answer = await fetch(`${process.env['FIRSTWORD_URL'] ?? ''}${pathname}${search}`, {
    method: request.method,
    headers,
    signal: request.signal,
    ...(body === undefined || body === '' ? {} : { body }),
  });
  return new Response(answer.body, { status: answer.status, headers: answer.headers });
}

export { passOn as DELETE, passOn as GET, passOn as POST };
