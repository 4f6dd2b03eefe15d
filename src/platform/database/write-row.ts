import { type EntityTarget, In, type FindOptionsWhere, type QueryDeepPartialEntity } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Transaction } from './transaction.js';

interface VersionedRow {
  id: number;
  version: number;
}

/** Inserts a row in one statement and returns it with what the database added. */
export async function insertRow<T extends VersionedRow>(
  tx: Transaction,
  entity: EntityTarget<T>,
  fields: QueryDeepPartialEntity<T>,
): Promise<T> {
  const result = await tx.manager
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(fields)
    .returning(columnsOf(tx, entity))
    .execute();
  return hydrate(tx, entity, result.raw as object[]) as T;
}

/**
 * Changes a row in one statement and returns it as it is now. With `versions` it is changed only if it has one of
 * them, so that nobody overwrites what they have not seen. Undefined when no row was changed.
 */
export async function updateRow<T extends VersionedRow>(
  tx: Transaction,
  entity: EntityTarget<T>,
  id: number,
  fields: QueryDeepPartialEntity<T>,
  versions?: readonly number[],
): Promise<T | undefined> {
  if (Object.keys(fields).length === 0) return unchangedRow(tx, entity, rowOf<T>(id, versions));
  const result = await tx.manager
    .createQueryBuilder()
    .update(entity)
    .set(fields)
    .where(rowOf<T>(id, versions))
    .returning(columnsOf(tx, entity))
    .execute();
  return hydrate(tx, entity, result.raw as object[]);
}

/** Deletes a row, with `versions` only if it has one of them, and returns it as it was. Undefined when none was deleted. */
export async function deleteRow<T extends VersionedRow>(
  tx: Transaction,
  entity: EntityTarget<T>,
  id: number,
  versions?: readonly number[],
): Promise<T | undefined> {
  const result = await tx.manager
    .createQueryBuilder()
    .delete()
    .from(entity)
    .where(rowOf<T>(id, versions))
    .returning(columnsOf(tx, entity))
    .execute();
  return hydrate(tx, entity, result.raw as object[]);
}

// Nothing to set is no change: SQL has no such UPDATE, and the version stays.
async function unchangedRow<T extends VersionedRow>(
  tx: Transaction,
  entity: EntityTarget<T>,
  where: FindOptionsWhere<T>,
): Promise<T | undefined> {
  return (await tx.repository(entity).findOneBy(where)) ?? undefined;
}

function rowOf<T extends VersionedRow>(id: number, versions?: readonly number[]): FindOptionsWhere<T> {
  return { id, ...(versions && { version: In([...versions]) }) } as FindOptionsWhere<T>;
}

// What a SELECT would give: not what the database computes for itself, such as a search vector.
function shownColumns<T extends VersionedRow>(tx: Transaction, entity: EntityTarget<T>): ColumnMetadata[] {
  const { columns } = tx.manager.getRepository(entity).metadata;
  return columns.filter((column) => column.isSelect && !column.isVirtualProperty);
}

function columnsOf<T extends VersionedRow>(tx: Transaction, entity: EntityTarget<T>): string {
  const names = shownColumns(tx, entity).map(({ databaseName }) => databaseName);
  return names.map((name) => tx.manager.dataSource.driver.escape(name)).join(', ');
}

// RETURNING speaks of columns; entities of properties.
function hydrate<T extends VersionedRow>(
  tx: Transaction,
  entity: EntityTarget<T>,
  raw: object[],
): T | undefined {
  const [row] = raw as Record<string, unknown>[];
  if (!row) return undefined;
  const { metadata } = tx.manager.getRepository(entity);
  const properties = shownColumns(tx, entity).map((column): [string, unknown] => [
    column.propertyName,
    tx.manager.dataSource.driver.prepareHydratedValue(row[column.databaseName], column),
  ]);
  return Object.assign(metadata.create() as T, Object.fromEntries(properties));
}
