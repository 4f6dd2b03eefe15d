import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/transaction.js';
import type { Counter } from './counters.js';

/** A row whose number is not what there is to count. */
export interface Drift {
  id: number;
  stored: number;
  counted: number;
}

@Injectable()
export class CountersRepository {
  /** Drifting rows after that id, in order of id. One statement, and so one moment: what commits meanwhile is no drift. */
  async drifting(tx: Transaction, counter: Counter, afterId: number, limit: number): Promise<Drift[]> {
    const { table, key, column, counted } = counter;
    // Counting again may take longer than a request may.
    await tx.manager.query('SET LOCAL statement_timeout = 0');
    return tx.manager.query<Drift[]>(
      `SELECT id, stored, counted FROM (
         SELECT id, coalesce(kept.number, 0) AS stored, coalesce(found.number, 0) AS counted
         FROM (SELECT ${key} AS id, ${column} + ${inSlots(counter, table)} AS number FROM ${table}) kept
         FULL JOIN (SELECT ${counted.key} AS id, count(*)::integer AS number FROM ${counted.table}
                    WHERE ${counted.where} GROUP BY 1) found USING (id)
       ) compared
       WHERE stored <> counted AND id > $1 ORDER BY id LIMIT $2`,
      [afterId, limit],
    );
  }

  /** Makes the rows, where there are none, and keeps every writer from them until the transaction ends. */
  async lock(tx: Transaction, { table, key, owner }: Counter, ids: readonly number[]): Promise<void> {
    await tx.manager.query(
      `INSERT INTO ${table} (${key}) SELECT id FROM ${owner} WHERE id = ANY($1) ORDER BY id FOR KEY SHARE
       ON CONFLICT DO NOTHING`,
      [ids],
    );
    await tx.manager.query(`SELECT FROM ${table} WHERE ${key} = ANY($1) ORDER BY ${key} FOR UPDATE`, [ids]);
  }

  /**
   * Counts anew what `lock` has locked. What is counted and what is in slots is of one moment, so whoever counts in a
   * slot meanwhile, or settles one, is right before and after.
   */
  async recount(tx: Transaction, counter: Counter, ids: readonly number[]): Promise<void> {
    const { table, key, column, counted } = counter;
    await tx.manager.query(
      `UPDATE ${table} SET ${column} = found.number
       FROM (SELECT wanted.id, (SELECT count(*) FROM ${counted.table}
                                WHERE ${counted.key} = wanted.id AND ${counted.where})
                               - ${inSlots(counter, 'wanted', 'id')} AS number
             FROM unnest($1::bigint[]) AS wanted (id)) found
       WHERE ${table}.${key} = found.id AND ${table}.${column} <> found.number`,
      [ids],
    );
  }
}

function inSlots({ slots, key, column }: Counter, owner: string, ownerKey = key): string {
  if (slots === undefined) return '0';
  return `coalesce((SELECT sum(${column}) FROM ${slots} WHERE ${slots}.${key} = ${owner}.${ownerKey}), 0)::integer`;
}
