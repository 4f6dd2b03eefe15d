/** The path of a URL as it stands in a request: what follows, a client may have put secrets into. */
export function pathOf(url: string): string {
  return url.split(/[?#]/, 1)[0] || '/';
}
