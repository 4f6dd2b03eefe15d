import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Whether node_modules holds exactly what package-lock.json asks for, by npm's own record of what it installed. */
export function isInstalled(project) {
  const wanted = packagesOf(join(project, 'package-lock.json'));
  const present = packagesOf(join(project, 'node_modules', '.package-lock.json'));
  if (!wanted || !present || !existsSync(join(project, 'node_modules', '.bin'))) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = present[path];
    return found ? found.version === version && found.integrity === integrity : optional === true;
  });
}

export async function install(project, runner) {
  console.log('Installing packages (npm ci) …');
  // An install that is cut short must not look complete.
  rmSync(join(project, 'node_modules', '.package-lock.json'), { force: true });
  const [file, ...args] = npm();
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--foreground-scripts=false'];
  const code = await runner.run(file, [...args, ...flags], { group: true });
  if (code !== 0 && !runner.stopped.aborted)
    throw new Error(`npm ci failed with exit code ${code}; see above.`);
}

// Under npm its own script is at hand, which also spares Windows the .cmd file and its shell.
function npm() {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return [process.execPath, script];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
