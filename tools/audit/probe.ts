import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the probe would be installed. */
export const PROBE = 'node_modules/audit-probe';

// GHSA-qh2h-chj9-jffq, critical, published in 2018. Nothing here depends on the package.
const probe = { name: 'growl', version: '1.9.2' };

interface Manifest {
  dependencies?: Record<string, string>;
}

/** The packages of a lock file by the folder they are installed in, `''` being the project itself. */
export interface Lock {
  packages: Record<string, Manifest & { name?: string; version?: string; dev?: boolean }>;
}

/**
 * Runs `work` in a folder that npm takes for the project with one dependency more, of which everybody knows a fault. A
 * registry that does not find fault with that one knows nothing, however friendly it answers.
 */
export async function withProbe<T>(
  project: string,
  work: (folder: string, lock: Lock) => Promise<T>,
): Promise<T> {
  const lock = read<Lock>(project, 'package-lock.json');
  const manifest = read<Manifest>(project, 'package.json');
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  const dependency = { 'audit-probe': `npm:${probe.name}@${probe.version}` };
  try {
    // Which registry to ask may be said there.
    if (existsSync(join(project, '.npmrc'))) cpSync(join(project, '.npmrc'), join(folder, '.npmrc'));
    write(folder, 'package.json', withDependency(manifest));
    const packages = { ...lock.packages, '': withDependency(lock.packages[''] ?? {}), [PROBE]: probe };
    write(folder, 'package-lock.json', { ...lock, packages });
    return await work(folder, lock);
  } finally {
    rmSync(folder, { recursive: true });
  }

  function withDependency<M extends Manifest>(to: M): M {
    return { ...to, dependencies: { ...to.dependencies, ...dependency } };
  }
}

function read<T>(folder: string, file: string): T {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
}

function write(folder: string, file: string, content: object): void {
  writeFileSync(join(folder, file), JSON.stringify(content));
}
