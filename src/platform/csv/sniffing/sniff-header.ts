/** Whether the first record names the columns: sure when the records after it have numbers, dates or addresses, and it has none. */
export function sniffHeader([first, ...others]: string[][]): { header: boolean; sure: boolean } {
  if (!first) return { header: true, sure: false };
  if (first.some((field) => isTyped(field))) return { header: false, sure: others.length > 0 };
  const typed = first.some((_, index) => others.length > 0 && isMostlyTyped(others, index));
  if (typed) return { header: true, sure: true };
  const names = first.map((field) => field.trim());
  const repeated = others.some((record) => record.every((field, index) => field.trim() === names[index]));
  return { header: names.some((name) => name !== '') && !repeated, sure: false };
}

function isMostlyTyped(records: string[][], index: number): boolean {
  const filled = records.map((record) => record[index] ?? '').filter((field) => field.trim() !== '');
  return filled.length > 0 && filled.filter(isTyped).length * 2 > filled.length;
}

/** Numbers, dates, addresses and ids, which are no names of columns. */
function isTyped(field: string): boolean {
  const text = field.trim();
  // Longer ones are none of these, and would take the expressions long.
  return text.length <= 100 && TYPED.some((type) => type.test(text));
}

const TYPED = [
  /^[-+]?[\d.,' ]*\d[\d.,' ]*[%€$£]?$/,
  /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?$/,
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  /^https?:\/\//i,
  /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i,
];
