// Far above any limit that can be configured; what is longer has never been anybody's password.
const LONGEST_UNITS = 4096;

/**
 * The one form of a password in which it is measured and hashed, so that it is the same from every keyboard: NFKC, as
 * NIST SP 800-63B (5.1.1.2) recommends. Undefined for a text that cannot be a password: not well-formed Unicode,
 * control characters in it, or absurdly long.
 */
export function normalPassword(text: string): string | undefined {
  if (text.length > LONGEST_UNITS || !text.isWellFormed() || /\p{Cc}/u.test(text)) return undefined;
  return text.normalize('NFKC');
}
