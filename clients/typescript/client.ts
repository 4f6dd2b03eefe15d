import createClient from 'openapi-fetch';
import type { Client, ClientOptions } from 'openapi-fetch';
import type { paths } from './schema.js';

export type GroundworkClient = Client<paths>;

/** A client whose paths, parameters, bodies and answers have the types that the API describes. */
export function groundworkClient(
  baseUrl: string,
  options: Omit<ClientOptions, 'baseUrl'> = {},
): GroundworkClient {
  return createClient<paths>({ baseUrl, ...options });
}
