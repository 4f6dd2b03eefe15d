import { accessTokenOf, type Someone } from '../support/access-token.ts';
import type { WireRequest } from './exchange.ts';

/** Accounts of their own, that no request but theirs is about. */
export const SIGNED_IN = {
  user: { id: 101, role: 'user' },
  moderator: { id: 102, role: 'moderator' },
  admin: { id: 103, role: 'admin' },
} as const satisfies Record<string, Required<Someone>>;

/** Who may send a request; `cookie` is the user in a browser, without the token that other sites cannot know. */
export const CALLERS = ['anonymous', 'user', 'moderator', 'admin', 'cookie'] as const;
export type Caller = (typeof CALLERS)[number];

/** The request with the credentials of who sends it: new ones, so that nothing that was asked before ends them. */
export function signed(request: WireRequest, caller: Caller): WireRequest {
  const header = credentials(caller);
  return header ? { ...request, headers: [header, ...request.headers] } : request;
}

function credentials(caller: Caller): [string, string] | undefined {
  if (caller === 'anonymous') return undefined;
  if (caller === 'cookie') return ['Cookie', `access=${accessTokenOf(SIGNED_IN.user)}`];
  return ['Authorization', `Bearer ${accessTokenOf(SIGNED_IN[caller])}`];
}
