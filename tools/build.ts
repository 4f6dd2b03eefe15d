import { existsSync, globSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, root } from './command.ts';

const stamp = join(root, 'dist/.checked');

/** Compiles src unless dist is newer than every source file. Throws with the compiler's output. */
export async function build(): Promise<void> {
  if (isFresh()) return;
  const { code, stdout, stderr } = await command('nest', ['build', 'api']);
  if (code !== 0) throw new Error(`nest build failed\n${stdout}${stderr}`);
  // The incremental compiler leaves files whose content is unchanged, so their times prove nothing.
  writeFileSync(stamp, '');
}

function isFresh(): boolean {
  if (!existsSync(join(root, 'dist/main/api.js'))) return false;
  const sources = ['src/**/*.ts', 'tsconfig*.json', 'nest-cli.json', 'package-lock.json'];
  return newest(sources) < newest(['dist/.checked', 'dist/.tsbuildinfo']);
}

function newest(patterns: string[]): number {
  const files = globSync(patterns, { cwd: root });
  return Math.max(0, ...files.map((file) => statSync(join(root, file)).mtimeMs));
}
