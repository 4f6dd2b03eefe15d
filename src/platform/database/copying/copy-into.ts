import type { StatementClient } from '../statement-client.js';
import type { Transaction } from '../transaction.js';

/** The server begins with the first while others are on their way. */
const CHUNK = 256 * 1024;

/**
 * Adds rows by COPY, within the transaction, and says how many. Like any statement it ends with its time-out and with
 * the request or job that it is for. When a row is refused, none is added and the transaction can only be rolled back,
 * to a savepoint at the least.
 *
 * @param columns of the table, not quoted
 * @param rows in COPY's text format, see copy-text.ts, each with its line end
 */
export async function copyInto(
  tx: Transaction,
  table: string,
  columns: readonly string[],
  rows: Uint8Array,
): Promise<number> {
  const { queryRunner } = tx.manager;
  if (!queryRunner) throw new Error('a transaction without a connection');
  const client = (await queryRunner.connect()) as StatementClient;
  const names = columns.map((name) => `"${name}"`).join(', ');
  return client.copy(`COPY "${table}" (${names}) FROM STDIN`, chunks(rows));
}

function chunks(rows: Uint8Array): Uint8Array[] {
  const count = Math.ceil(rows.length / CHUNK);
  return Array.from({ length: count }, (_, index) => rows.subarray(index * CHUNK, (index + 1) * CHUNK));
}
