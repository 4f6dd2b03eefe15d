import { credentials } from './accounts.ts';
import { BY_HTTPS, postOk } from './exchange.ts';

export const WAYS = ['anonymous', 'bearer', 'cookie', 'server session', 'API key'] as const;
export type Way = (typeof WAYS)[number];

export interface Tokens {
  accessToken: string;
  refreshToken: string;
}

/** Signs one account in, in every way. Returns the headers that say so. */
export async function signInEveryWay(url: string): Promise<Record<Way, Record<string, string>>> {
  const { accessToken } = await signIn(url, 0);
  const bearer = { ...BY_HTTPS, authorization: `Bearer ${accessToken}` };
  const byCookie = await postOk(`${url}/api/v1/auth/login`, { ...credentials(0), delivery: 'cookie' });
  const session = await postOk(`${url}/api/v1/session`, credentials(0));
  const newKey = { name: 'Benchmark', scopes: ['profile:read'] };
  const { key } = (await (await postOk(`${url}/api/v1/api-keys`, newKey, bearer)).json()) as { key: string };
  return {
    anonymous: BY_HTTPS,
    bearer,
    cookie: { ...BY_HTTPS, cookie: cookie(byCookie, '__Host-access') },
    'server session': { ...BY_HTTPS, cookie: cookie(session, '__Host-sid') },
    'API key': { ...BY_HTTPS, 'x-api-key': key },
  };
}

export async function signIn(url: string, account: number): Promise<Tokens> {
  const answer = await postOk(`${url}/api/v1/auth/login`, credentials(account));
  return (await answer.json()) as Tokens;
}

function cookie(answer: Response, name: string): string {
  const set = answer.headers.getSetCookie().find((each) => each.startsWith(`${name}=`));
  if (set === undefined) throw new Error(`${answer.url} set no cookie ${name}`);
  return set.split(';')[0] ?? '';
}
