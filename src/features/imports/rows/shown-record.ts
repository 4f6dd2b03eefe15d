/** More than any field may have that is taken, so that what is put right and imported again is whole. */
const MAX_FIELD = 100_000;
/** No file that is taken has more columns. */
const MAX_FIELDS = 2000;

/** A record as it is kept for people. */
export function shownRecord(record: readonly string[]): string[] {
  return record.slice(0, MAX_FIELDS).map((field) => shownText(field, MAX_FIELD));
}

/** How a text begins. What is cut is copied, or all of it would be kept in memory; a character is not cut in two. */
export function shownText(text: string, length: number): string {
  return text.length > length ? Buffer.from(text.slice(0, length)).toString() : text;
}
