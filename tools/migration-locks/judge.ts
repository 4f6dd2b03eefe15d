import ts from 'typescript';
import type { Context, Fault } from './context.ts';
import { excuseLines } from './excuses.ts';
import { Schema } from './schema.ts';
import { type MigrationSource, readMigration, type Step } from './source.ts';
import { judgeStatement } from './statements.ts';
import { statementsOf } from './tokens.ts';

/** A migration file; `name` is for the report. */
export interface MigrationFile {
  name: string;
  text: string;
}

/** Everything that stands against the migrations, which are given in the order in which they run. */
export function judgeMigrations(files: MigrationFile[]): string[] {
  const schema = new Schema();
  return files.flatMap(({ name, text }) => {
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
    return judgeFile(file, readMigration(file), schema);
  });
}

function judgeFile(file: ts.SourceFile, source: MigrationSource, schema: Schema): string[] {
  const used = new Set<number>();
  const contexts = {
    up: newContext(schema, source),
    // What `down` does is not the schema of the next migration.
    down: newContext(schema.copy(), source),
  };
  const complaints = source.steps.flatMap((step) => {
    const faults = judgeStep(step, { ...contexts[step.direction], resumable: step.resumable });
    if (faults.length === 0 || !step.excuse) return faults.map((one) => print(file, step, one));
    used.add(step.excuse.line);
    return step.excuse.reason === ''
      ? [at(file, step.excuse.line, 'a reason is missing behind "// locks:"')]
      : [];
  });
  const unused = excuseLines(file)
    .filter((line) => !used.has(line))
    .map((line) =>
      at(
        file,
        line,
        'this reason excuses nothing: it stands directly before a statement that needs one, or goes',
      ),
    );
  return [...complaints, ...unused];
}

function newContext(schema: Schema, { transactional }: MigrationSource): Context {
  return { schema, transactional, created: new Set(), locked: new Set(), resumable: false };
}

function judgeStep({ sql, unreadable }: Step, context: Context): Faulty[] {
  if (sql === undefined)
    return [
      {
        statement: unreadable ?? '',
        below: 0,
        why: 'this check cannot read what it sends',
        instead: 'queryRunner.query with the SQL as a text in this file',
      },
    ];
  return statementsOf(sql).flatMap((tokens) => {
    const statement = sql.slice(tokens[0]?.at, tokens.at(-1)?.end).replace(/\s+/g, ' ');
    const below = sql.slice(0, tokens[0]?.at).split('\n').length - 1;
    return judgeStatement(tokens, context).map((fault) => ({ ...fault, statement, below }));
  });
}

/** A fault, and how many lines below the beginning of the text its statement stands. */
type Faulty = Fault & { statement: string; below: number };

function print(
  file: ts.SourceFile,
  { line, direction }: Step,
  { statement, below, why, instead }: Faulty,
): string {
  const short = statement.length > 100 ? `${statement.slice(0, 100)}…` : statement;
  return at(file, line + below, `${direction}: ${short}\n    why: ${why}\n    instead: ${instead}`);
}

function at(file: ts.SourceFile, line: number, message: string): string {
  return `${file.fileName}:${line} ${message}`;
}
