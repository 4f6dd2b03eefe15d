/** One row of a CSV file (RFC 4180), its line break included. Texts are quoted where they must be; numbers stand as they are. */
export function csvRow(values: readonly string[]): string {
  return `${values.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',')}\r\n`;
}

/**
 * A text that somebody typed, for a file that spreadsheets open: what would begin a formula is quoted as text, as OWASP
 * advises (CSV injection).
 */
export function inertText(text: string): string {
  return /^[\s]*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/.test(text) ? `'${text}` : text;
}
