import type { Permission, Role } from './permissions.js';

/** How a request showed who sends it. Browsers send `cookie` and `session` by themselves, so those need a CSRF token. */
export type SignInMethod = 'bearer' | 'cookie' | 'session' | 'api_key';

/** Who a request is from. */
export interface Principal {
  userId: number;
  role: Role;
  method: SignInMethod;
  /** What may be done: all that the role allows, or of that the scopes of an API key. */
  permissions: ReadonlySet<Permission>;
  /** The session (device) that was signed in; absent for an API key. */
  sessionId?: string;
  apiKeyId?: number;
  /** When the credentials expire, where they say so themselves: what goes on for long ends then. */
  until?: Date;
}
