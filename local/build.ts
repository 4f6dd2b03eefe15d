import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.ts';
import { PROJECT_DIR } from './project.ts';
import { runStep } from './run/step.ts';

const dist = join(PROJECT_DIR, 'dist');
const stamp = join(dist, '.stamp');
const settings = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
];

/** Compiles `src` unless `dist` already is what it compiles to. Says whether it had to. */
export async function buildIfNeeded(signal: AbortSignal, say: (line: string) => void): Promise<boolean> {
  if (isFresh()) return false;
  return withLock(join(PROJECT_DIR, '.local', 'build'), async () => {
    // Another process may have built it while this one waited.
    if (signal.aborted || isFresh()) return false;
    say('Building …');
    // Without a stamp nobody knows what the compiler's notes on earlier runs are worth.
    if (!existsSync(stamp)) rmSync(join(dist, '.tsbuildinfo'), { force: true });
    rmSync(stamp, { force: true });
    const hash = contentHash();
    await runStep('The build', { args: buildCommand(), env: process.env }, signal);
    writeFileSync(stamp, hash);
    return true;
  });
}

function isFresh(): boolean {
  return (
    existsSync(join(dist, 'main', 'api.js')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === contentHash()
  );
}

// `npm run build` without npm: it would not pass a signal on to the compiler.
function buildCommand(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(PROJECT_DIR, 'package.json'), 'utf8')) as {
    scripts: { build: string };
  };
  const [program, ...args] = scripts.build.split(' ');
  if (program !== 'nest')
    throw new Error(`the build script of package.json is expected to call nest: ${scripts.build}`);
  return [join(PROJECT_DIR, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), ...args];
}

function contentHash(): string {
  const hash = createHash('sha256');
  const sources = readdirSync(join(PROJECT_DIR, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of [...settings.map((name) => join(PROJECT_DIR, name)), ...sources]) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}
