import type { Schema } from './schema.ts';

/** What stands against a statement. */
export interface Fault {
  why: string;
  instead: string;
}

/** Where a statement stands. */
export interface Context {
  schema: Schema;
  /** Tables that this migration has made before: nobody else can see them. */
  created: Set<string>;
  /** Tables of others that the transaction of this migration keeps locked. */
  locked: Set<string>;
  transactional: boolean;
  /** Whether createIndexConcurrently runs it. */
  resumable: boolean;
}

export const OWN_MIGRATION = 'a migration of its own with `readonly transaction = false`';
export const IN_BATCHES = `a job or command that writes some thousand rows at a time, or ${OWN_MIGRATION} and WHERE … IN (SELECT … LIMIT …)`;

export function fault(why: string, instead: string): Fault[] {
  return [{ why, instead }];
}
