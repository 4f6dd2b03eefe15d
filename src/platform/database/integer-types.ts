import pg from 'pg';

const INT8 = 20;

/**
 * Reads `bigint` columns as JavaScript numbers (row ids, counts), and as BigInt where a number would lose digits. A
 * column whose values are always BigInt, such as money, adds a transformer of its own.
 */
export const integerTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8 && format !== 'binary') return parseInt8;
    return pg.types.getTypeParser(oid, format) as (text: string) => unknown;
  },
};

function parseInt8(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
