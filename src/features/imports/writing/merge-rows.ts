import type { Transaction } from '../../../platform/database/transaction.js';
import type { ImportPlan } from './import-plan.js';
import { faultOf, type FoundFault, isRowError, knownFault } from './row-faults.js';
import type { StagedRows } from './staged-rows.js';

/** What has become of staged rows; the others are refused. */
export interface Merged {
  inserted: number;
  updated: number;
  skipped: number;
  /** Of rows that were inserted, where invitations are wanted. */
  ids: number[];
}

interface Part extends Merged {
  /** By `n`. */
  refused: [number, FoundFault][];
}

interface Written {
  inserted: number;
  written?: number;
  ids: number[] | null;
}

/**
 * Takes staged rows into their table, in their order, as the import wants it where a key is there already. A row that
 * the database refuses is found by halves, and undoes no other.
 */
export async function mergeRows(tx: Transaction, plan: ImportPlan, staged: StagedRows): Promise<Merged> {
  const total: Merged = { inserted: 0, updated: 0, skipped: 0, ids: [] };
  const parts: [number, number][] = staged.count > 0 ? [[0, staged.count - 1]] : [];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [from, to] = part;
    const range: [number, number] = [staged.numberAt(from), staged.numberAt(to)];
    const merged = await attempt(tx, () => mergePart(tx, plan, range, to - from + 1));
    if (merged instanceof Refusal) {
      const middle = (from + to) >> 1;
      if (from === to) staged.refuse(range[0], faultOf(merged.cause, plan.sql.fields));
      // The last is the next: the first half goes before the second.
      else parts.push([middle + 1, to], [from, middle]);
      continue;
    }
    for (const [n, fault] of merged.refused) staged.refuse(n, fault);
    total.inserted += merged.inserted;
    total.updated += merged.updated;
    total.skipped += merged.skipped;
    for (const id of merged.ids) total.ids.push(id);
  }
  return total;
}

class Refusal {
  constructor(readonly cause: unknown) {}
}

async function attempt<T>(tx: Transaction, work: () => Promise<T>): Promise<T | Refusal> {
  await tx.manager.query('SAVEPOINT part');
  try {
    const result = await work();
    await tx.manager.query('RELEASE SAVEPOINT part');
    return result;
  } catch (error) {
    if (!isRowError(error)) throw error;
    await tx.manager.query('ROLLBACK TO SAVEPOINT part');
    return new Refusal(error);
  }
}

/** @param range the first and the last `n` */
async function mergePart(
  tx: Transaction,
  plan: ImportPlan,
  range: [number, number],
  count: number,
): Promise<Part> {
  const { sql, target, options } = plan;
  const refused: Part['refused'] = [];
  const drop = async (statement: string, fault: FoundFault) => {
    const [rows] = await tx.manager.query<[{ n: number }[], number]>(statement, range);
    for (const { n } of rows) refused.push([n, fault]);
  };
  for (const field of sql.fields)
    if (field.lookup) await drop(sql.dropLost(field), { field: field.name, ...field.lookup.missing });
  if (sql.key && options.onConflict === 'reject') await drop(sql.dropKnown(sql.key), knownFault(target));
  const rows = count - refused.length;
  const isUpdate = sql.key && options.onConflict === 'update';
  const {
    inserted,
    written = inserted,
    ids,
  } = isUpdate
    ? await writeInTurns(tx, plan, range)
    : await ask(tx, sql.key && options.onConflict === 'skip' ? sql.insertNew : sql.insert, range);
  return { inserted, updated: written - inserted, skipped: rows - written, ids: ids ?? [], refused };
}

/**
 * A row that comes several times among them is written as often, one time after the other: what there is in the end, and
 * what is counted, does not depend on where batches begin.
 */
async function writeInTurns(tx: Transaction, { sql }: ImportPlan, range: [number, number]): Promise<Written> {
  if (!sql.key) throw new Error('rows without a key cannot be found again');
  const repeated = await tx.manager.query<{ n: number; turn: number }[]>(sql.repeated(sql.key), range);
  const first = await ask(tx, sql.writeOnce, [...range, repeated.map(({ n }) => n)]);
  const total = { inserted: first.inserted, written: first.written ?? 0, ids: first.ids ?? [] };
  const turns = Map.groupBy(repeated, ({ turn }) => turn);
  for (const turn of [...turns.keys()].sort((a, b) => a - b)) {
    const again = await ask(tx, sql.writeAgain, [turns.get(turn)?.map(({ n }) => n)]);
    total.written += again.written ?? 0;
  }
  return total;
}

async function ask(tx: Transaction, statement: string, values: unknown[]): Promise<Written> {
  const [row] = await tx.manager.query<Written[]>(statement, values);
  if (!row) throw new Error('nothing was said of what was written');
  return row;
}
