import { execFile, execFileSync } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';

export interface OsUser {
  uid: number;
  gid: number;
}

const run = promisify(execFile);

let found: OsUser | undefined;

/** PostgreSQL refuses to run as root: root runs it as `postgres`, anybody else as themselves (undefined). */
export function postgresUser(log: (line: string) => void): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  found ??= lookUp('postgres');
  if (found) return found;
  log('creating the system user "postgres" (PostgreSQL does not run as root)');
  execFileSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  found = lookUp('postgres');
  if (!found)
    throw new Error('could not create the system user "postgres": create it, or do not run as root');
  return found;
}

/** Runs a program to its end as that user; its folder is `/`, because ours may be closed to the user. */
export async function runAs(user: OsUser | undefined, file: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await run(file, args, {
      ...user,
      cwd: '/',
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    });
    return stdout;
  } catch (cause) {
    const { stderr, message } = cause as { stderr?: string; message: string };
    throw new Error(`${basename(file)} failed: ${firstError(stderr || message)}`, { cause });
  }
}

export async function canRunAs(user: OsUser | undefined, file: string, args: string[]): Promise<boolean> {
  return runAs(user, file, args).then(
    () => true,
    () => false,
  );
}

export function mkdirAs(user: OsUser | undefined, folder: string): void {
  mkdirSync(folder, { mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
}

function firstError(text: string): string {
  const lines = text.trim().split('\n');
  return lines.find((line) => /error|fatal/i.test(line)) ?? lines[0] ?? text;
}

function lookUp(name: string): OsUser | undefined {
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}
