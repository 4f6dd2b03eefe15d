import type { ImportFiles } from './files.ts';

/** A way to bring the rows of a file into the table. */
export interface Way {
  name: string;
  /** Arguments of Node. */
  args: string[];
  /** Rows that it is given; the time is scaled to all of them. */
  rows: number;
  /** Per cent of the good rows that are in the table before. */
  taken?: number;
  /** Of the time of raw COPY, at the most. */
  target?: number;
}

export const RAW = 'raw COPY of the good rows';

const sql = (way: string, file: string, rows: number) => [
  'bench/imports/sql-import.ts',
  way,
  file,
  String(rows),
];

export function rawCopy({ copy, good }: ImportFiles): Way {
  return { name: RAW, args: sql('copy', copy, good), rows: good };
}

export function product({ csv, good }: ImportFiles): Way {
  return {
    name: 'groundwork',
    args: ['bench/imports/product-import.ts', csv, 'reject'],
    rows: good,
    target: 1.5,
  };
}

export function allWays(files: ImportFiles, { sample, taken }: { sample: number; taken: number }): Way[] {
  const some = Math.min(sample, files.good);
  const conflicting = (policy: string): Way => ({
    name: `groundwork, ${taken} % there already: ${policy}`,
    args: ['bench/imports/product-import.ts', files.csv, policy],
    rows: files.good,
    taken,
    target: 3,
  });
  return [
    rawCopy(files),
    product(files),
    ...(taken > 0 ? ['skip', 'update', 'reject'].map(conflicting) : []),
    { name: '500 rows an INSERT', args: sql('multi', files.copy, some), rows: some },
    { name: 'a row an INSERT', args: sql('rows', files.copy, some), rows: some },
  ];
}
