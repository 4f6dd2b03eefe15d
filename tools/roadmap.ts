import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './command.ts';
import { roadmapPage, roadmapTable } from './roadmap-page.ts';
import { proofByDocument, proofsByTest } from './roadmap-proof.ts';
import type { JestResults, Proof } from './roadmap-proof.ts';
import { readThemes } from './roadmap-rows.ts';

const page = join(root, 'docs/roadmap.md');
const results = join(root, '.local/jest.json');

const { values } = parseArgs({
  options: { run: { type: 'boolean', default: false }, check: { type: 'boolean', default: false } },
});
const themes = readThemes();
if (values.check) check();
else await write();

/** The page cannot be made without test results, so the check is that no row is missing from it. */
function check(): void {
  const text = read('docs/roadmap.md') ?? '';
  const missing = themes.flatMap((theme) => theme.rows).filter((row) => !text.includes(`| ${row.id} |`));
  if (missing.length === 0) return;
  console.error(`docs/roadmap.md lacks ${missing.map((row) => row.id).join(', ')}: npm run roadmap`);
  process.exitCode = 1;
}

async function write(): Promise<void> {
  if (values.run || !existsSync(results)) spawnSync('npm', ['test'], { cwd: root, stdio: 'inherit' });
  if (!existsSync(results)) throw new Error('npm test left no .local/jest.json');
  const jest = JSON.parse(readFileSync(results, 'utf8')) as JestResults;
  const proofs = proofsByTest(jest, themes, root);
  for (const row of themes.flatMap((theme) => theme.rows)) addDocument(row.id, proofByDocument(row, read));
  writeFileSync(page, roadmapPage(themes, proofs));
  console.log(roadmapTable(themes, proofs));

  function addDocument(id: string, shown: Proof[]): void {
    proofs.get(id)?.push(...shown);
  }
}

function read(path: string): string | undefined {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
