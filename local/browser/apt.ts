import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
// The lists may be missing (a container image) or old.
const INSTALL = `
  install() { apt-get -y --no-install-recommends -o DPkg::Lock::Timeout=60 install chromium; }
  install || { apt-get update && install; }`;

/** Debian as root, such as a fresh CI machine: installs the package. Otherwise says why nothing was installed. */
export async function aptInstall(log: (line: string) => void): Promise<string> {
  if (process.getuid?.() !== 0) return 'without root none can be installed';
  if (!existsSync('/usr/bin/apt-get')) return 'this system has no apt-get to install one';
  log('Installing chromium with apt-get for the tests of the pages (once, about half a minute) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('/bin/sh', ['-c', INSTALL], { env, maxBuffer: 64 << 20 });
    return 'what apt-get installed does not start';
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return `apt-get could not install one (${/^E: .*/m.exec(text)?.[0] ?? text.split('\n')[0]})`;
  }
}
