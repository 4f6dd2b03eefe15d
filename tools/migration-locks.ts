import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './command.ts';
import { judgeMigrations } from './migration-locks/judge.ts';

// The names begin with the time at which each was written, which is the order in which they run.
const names = globSync('src/platform/database/migrations/[0-9]*.ts', { cwd: root }).sort();
const complaints = judgeMigrations(
  names.map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') })),
);

for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0)
  console.error('\nA lock that must be is excused by a comment directly before it, // locks: <reason>.');
if (complaints.length > 0) console.error('docs/migrations.md says how to do without.');
process.exitCode = complaints.length > 0 ? 1 : 0;
