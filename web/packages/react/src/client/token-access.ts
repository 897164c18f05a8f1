import { type Environment, platformEnvironment } from './environment.js';

/** A token for one user, as `POST /api/tokens` returns it to the product's backend. */
export interface UserToken {
  readonly token: string;
  /** How long it lasts, in seconds. */
  readonly expires_in: number;
}

/** Access to the server with tokens that the product's backend gets for its user. */
export interface TokenAccess {
  /** `fetch` with a token: for `createClient`, as its `environment`. */
  readonly environment: Environment;
  /** The same, for the transport of the AI SDK and for requests of your own. */
  readonly fetch: typeof fetch;
  /** The header alone, for `withVitals`. */
  readonly headers: () => Promise<Record<string, string>>;
}

/** A token is renewed this long before it ends, so that none ends on its way. */
const renewalMs = 15_000;

/** What the server says of a token that has ended. */
const expiredCode = 'token_expired';

/**
 * Adds a token to each request. It is fetched when it is first needed, once for all requests that wait for it,
 * and again shortly before it ends. A request that the server refuses because its token has ended is sent once
 * more with a new one.
 *
 * @param getToken asks the product's backend for a token of the signed-in user
 */
export function createTokenAccess(
  getToken: () => Promise<UserToken>,
  environment: Environment = platformEnvironment(),
): TokenAccess {
  const { clock } = environment;
  let current: Promise<string> | undefined;
  let renewAtMs = Infinity;

  const renew = (): Promise<string> => {
    const askedAtMs = clock.now();
    renewAtMs = Infinity;
    const fetched = getToken().then(
      ({ token, expires_in }) => {
        // A token that lasts no longer than that is used for half of its time.
        const lastsMs = expires_in * 1000;
        if (current === fetched) renewAtMs = askedAtMs + Math.max(lastsMs - renewalMs, lastsMs / 2);
        return token;
      },
      (failure: unknown) => {
        if (current === fetched) current = undefined;
        throw failure;
      },
    );
    current = fetched;
    return fetched;
  };

  const token = (): Promise<string> =>
    current === undefined || clock.now() >= renewAtMs ? renew() : current;

  const send = async (url: string, init: RequestInit): Promise<Response> => {
    const attempt = (value: string): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${value}`);
      return environment.fetch(url, { ...init, headers: Object.fromEntries(headers) });
    };
    const pending = token();
    const response = await attempt(await pending);
    if (response.status !== 401 || !(await isExpired(response))) return response;
    // Another request may have fetched a new token meanwhile.
    return await attempt(await (current === pending ? renew() : token()));
  };

  return {
    environment: { ...environment, fetch: send },
    fetch: async (input, init = {}) =>
      input instanceof Request
        ? await send(input.url, { ...(await requestInit(input)), ...init })
        : await send(input.toString(), init),
    headers: async () => ({ authorization: `Bearer ${await token()}` }),
  };
}

async function isExpired(response: Response): Promise<boolean> {
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  // A provider-compatible API has the code in an object of its own.
  return JSON.stringify(problem).includes(`"${expiredCode}"`);
}

/** A request as what may be sent twice. */
async function requestInit(request: Request): Promise<RequestInit> {
  const { method, headers, signal } = request;
  const init = { method, headers, signal };
  return request.body === null ? init : { ...init, body: await request.text() };
}
