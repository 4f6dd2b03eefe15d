import { readFileSync, statSync } from 'node:fs';
import { logFile } from '../../local/state.ts';

export interface Statement {
  sql: string;
  values: (string | null)[];
}

/** Lets a program's sessions tell the server's log every statement with its parameters. */
export function withStatementLog(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', '-c log_statement=all');
  return url.toString();
}

/** What such sessions send while `work` runs, in order. `dir` is the folder of the stack. */
export async function sentStatements(dir: string, work: () => Promise<unknown>): Promise<Statement[]> {
  const file = logFile(dir, 'primary');
  const { size } = statSync(file);
  await work();
  const written = readFileSync(file).subarray(size).toString();
  // One entry goes on in lines that begin with a tab.
  const entries = written.replaceAll('\n\t', ' ').split('\n');
  return entries.flatMap((entry, index) => {
    const sql = /LOG: {2}(?:execute [^:]*|statement): (.*)/.exec(entry)?.[1];
    const detail = /DETAIL: {2}Parameters: (.*)/.exec(entries[index + 1] ?? '')?.[1];
    return sql === undefined ? [] : [{ sql, values: detail === undefined ? [] : valuesOf(detail) }];
  });
}

/** `$1 = '17', $2 = NULL` */
function valuesOf(detail: string): (string | null)[] {
  const found = detail.matchAll(/\$\d+ = (?:'((?:[^']|'')*)'|NULL)/g);
  return [...found].map(([, text]) => text?.replaceAll("''", "'") ?? null);
}
