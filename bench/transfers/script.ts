import { readFileSync } from 'node:fs';

/** A statement of a pgbench script, and which variables its parameters are. */
export interface Statement {
  text: string;
  variables: string[];
  /** Whether the columns of its row become variables. */
  keepsRow: boolean;
}

/** The statements of a pgbench script, as pgbench prepares them; what `\set` draws is left to the caller. */
export function readScript(file: string): Statement[] {
  const sql = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(--|\\set)/.test(line))
    .join('\n');
  const parts = sql.matchAll(/([^;\\]*?)\s*(;|\\gset)/g);
  return Array.from(parts, ([, text = '', end]) => statement(text.trim(), end === '\\gset'));
}

function statement(sql: string, keepsRow: boolean): Statement {
  const variables: string[] = [];
  // Not the casts, which have two colons.
  const text = sql.replace(/(?<!:):([a-z_]+)/g, (_, name: string) => `$${variables.push(name)}`);
  return { text, variables, keepsRow };
}
