import { Column, PrimaryGeneratedColumn } from 'typeorm';

const KEPT_BY_DATABASE = { insert: false, update: false } as const;

/** `id`: bigint identity, a number in JavaScript. */
export const RowId = (primaryKeyConstraintName: string) =>
  PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName,
  });

/** `version`: counts the changes of a row, from 1. The trigger `touch_row` keeps it. */
export const RowVersion = () => Column({ type: 'integer', default: 1, ...KEPT_BY_DATABASE });

/** `created_at`, `updated_at`: when the row was made or last changed, in milliseconds. `touch_row` keeps them. */
export const RowTime = (name: 'created_at' | 'updated_at') =>
  Column({ type: 'timestamptz', precision: 3, name, default: () => 'now()', ...KEPT_BY_DATABASE });
