import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import { install, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { Runner } from './runner.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const programs = { start: 'local/start.ts', test: 'local/test.ts' };

/** Installs what is missing, then runs the program on the Node that the project pins. */
export async function installAndHandOver([name, ...args]) {
  const program = programs[name];
  if (!program) {
    console.error('Usage: node local/bootstrap.mjs <start|test> [arguments]');
    process.exitCode = 2;
    return;
  }
  process.chdir(project);
  const runner = new Runner();
  const begin = Date.now();
  try {
    if (!isInstalled(project)) {
      await withLock(join(project, '.local', 'install.lock'), runner.stopped, async () => {
        if (!isInstalled(project)) await install(project, runner);
      });
    }
    if (runner.stopped.aborted) return;
    const env = { ...process.env, GROUNDWORK_INSTALL_MS: String(Date.now() - begin) };
    env[pathName(env)] = [join(project, 'node_modules', '.bin'), env[pathName(env)]].join(delimiter);
    process.exitCode = await runner.run(pinnedNode(), [program, ...args], { env, leash: true });
  } catch (error) {
    if (runner.stopped.aborted) return;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function pinnedNode() {
  const node = join(
    project,
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  return existsSync(node) ? node : process.execPath;
}

// Windows spells it Path, and an object copied from the environment minds the case.
function pathName(env) {
  return Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
}
