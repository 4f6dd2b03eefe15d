const LINE_END = 0x0a;
const SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A row as COPY's text format has it. Null is NULL; texts must hold no NUL. */
export function copyLine(values: readonly (string | number | null)[]): string {
  return `${values.map(copyValue).join('\t')}\n`;
}

/** A literal of an array of texts, before it is escaped for COPY. */
export function arrayLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** What can be stored of any text: without NUL, and with a sign in the place of halves of characters. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** Where each row begins; one more at the end. Line ends within values are escaped, so each that is there ends a row. */
export function rowOffsets(rows: Uint8Array): number[] {
  const offsets = [0];
  for (let end = rows.indexOf(LINE_END); end !== -1; end = rows.indexOf(LINE_END, end + 1))
    offsets.push(end + 1);
  return offsets;
}

function copyValue(value: string | number | null): string {
  if (value === null) return '\\N';
  return typeof value === 'number' ? String(value) : value.replace(SPECIAL, (sign) => ESCAPES[sign] ?? sign);
}
