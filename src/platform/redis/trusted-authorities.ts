/** Whose certificates are believed instead of those that Node knows, where a URL asks for TLS. */
export interface TrustedAuthorities {
  /** In PEM. */
  ca?: string;
}
