import { isEmail } from 'class-validator';
import { plainLine } from '../../platform/audit/plain-line.js';

/** What a provider says of who has signed in. */
export interface OidcClaims {
  issuer: string;
  subject: string;
  name: string;
  /** Only when the provider says that mail to it reaches the user. */
  verifiedEmail?: string;
}

/** Takes what can be stored from claims that are signed, but not by us. */
export function readClaims(issuer: string, claims: Record<string, unknown>): OidcClaims {
  const { sub, email, email_verified: verified, name, preferred_username: username } = claims;
  const usable = typeof email === 'string' && email.length <= 254 && isEmail(email);
  // Some providers write the flag as a text.
  const verifiedEmail = usable && (verified === true || verified === 'true') ? email : undefined;
  const names = [name, username, verifiedEmail?.split('@')[0]];
  const shown = names.map((each) => (typeof each === 'string' ? plainLine(each, 200) : ''));
  return {
    issuer,
    subject: String(sub),
    name: shown.find((each) => each !== '') ?? 'User',
    ...(verifiedEmail !== undefined && { verifiedEmail }),
  };
}
