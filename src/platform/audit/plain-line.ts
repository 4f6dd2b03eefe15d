/** A text that clients send, as it may be stored and shown: on one line, without invisible characters, cut. */
export function plainLine(text: string, max: number): string {
  // Controls, formats (which can turn the direction of what follows), line and paragraph separators.
  const line = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return [...line.slice(0, 2 * max)].slice(0, max).join('').toWellFormed().trim();
}
