/** What usually stands between fields, the most usual first. */
const USUAL_DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * The delimiter with which the records have the same number of fields, two or more, most consistently. Sure when nine in
 * ten do and with no other delimiter half of them. Of a file with one column there is nothing to be known.
 */
export function sniffDelimiter(recordsWith: (delimiter: string) => string[][]): {
  delimiter: string;
  sure: boolean;
} {
  const scored = USUAL_DELIMITERS.map((delimiter) => ({
    delimiter,
    share: consistency(recordsWith(delimiter)),
  }));
  const [best, second] = scored.sort((one, other) => other.share - one.share);
  if (!best || best.share === 0) return { delimiter: ',', sure: false };
  return { delimiter: best.delimiter, sure: best.share >= 0.9 && (second?.share ?? 0) < 0.5 };
}

/** Share of the records that have as many fields as the first one, which is the header more often than not. */
function consistency(records: string[][]): number {
  const fields = records[0]?.length ?? 0;
  if (fields < 2) return 0;
  return records.filter((record) => record.length === fields).length / records.length;
}
