import type { CsvDialect } from '../csv-dialect.js';
import { RecordSkip } from './record-skip.js';

/**
 * What begins with this text, as much as a record may have, and does not end in it: is it one very long record, or was a
 * quote forgotten, so that the lines after it are records? They are when most of them have as many fields as the file has
 * columns; where those are not known, when most have the same number of fields, two or more. Answers where the quote opens.
 * Only this much is looked at, so that the answer is the same wherever reading began and no file has to be read twice.
 */
export function forgottenQuote(text: string, dialect: CsvDialect, columns?: number): number | undefined {
  const skip = new RecordSkip(dialect);
  skip.feed(text);
  if (!skip.isQuoted || skip.openQuote === undefined) return undefined;
  const [, ...lines] = text.slice(skip.openQuote).split(dialect.newline).slice(0, -1);
  const counts = new Map<number, number>();
  let written = 0;
  for (const line of lines) {
    if (line === '' || line === '\r') continue;
    const fields = line.split(dialect.delimiter).length;
    counts.set(fields, (counts.get(fields) ?? 0) + 1);
    written += 1;
  }
  const likely = columns === undefined ? mostFrequent(counts) : columns;
  const fitting = likely === undefined ? 0 : (counts.get(likely) ?? 0);
  return fitting * 2 > written ? skip.openQuote : undefined;
}

function mostFrequent(counts: Map<number, number>): number | undefined {
  const [first] = [...counts].filter(([fields]) => fields > 1).sort(([, one], [, other]) => other - one);
  return first?.[0];
}
