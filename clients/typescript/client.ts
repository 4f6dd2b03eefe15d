import createClient from 'openapi-fetch';
import type { Client, ClientOptions, Middleware } from 'openapi-fetch';
import type { paths } from './schema.js';

export type GroundworkClient = Client<paths>;

const TOKEN = 'x-consistency-token';

/**
 * A client whose paths, parameters, bodies and answers have the types that the API describes. It reads its own writes:
 * the token of the last one goes along with every request.
 */
export function groundworkClient(
  baseUrl: string,
  options: Omit<ClientOptions, 'baseUrl'> = {},
): GroundworkClient {
  const client = createClient<paths>({ baseUrl, ...options });
  client.use(ownWrites());
  return client;
}

function ownWrites(): Middleware {
  let token: string | null = null;
  return {
    onRequest({ request }) {
      if (token !== null && !request.headers.has(TOKEN)) request.headers.set(TOKEN, token);
    },
    onResponse({ response }) {
      token = response.headers.get(TOKEN) ?? token;
    },
  };
}
