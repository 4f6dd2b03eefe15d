import { join } from 'node:path';

import { adopt, isAlive, spawnDetached, waitFor } from './processes.ts';
import { PROJECT_DIR } from './project.ts';
import { logFile, portOf, type StackFolder } from './state.ts';

export async function startMail(folder: StackFolder): Promise<void> {
  const { dir, state } = folder;
  if (await adopt(state.daemons.mail, () => mailAnswers(folder))) return;
  const ports = [
    '--smtp-port',
    String(portOf(state, 'mail')),
    '--http-port',
    String(portOf(state, 'mail-http')),
  ];
  const log = logFile(dir, 'mail');
  const catcher = join(PROJECT_DIR, 'local', 'mail', 'catcher.ts');
  // The options of this process (a test runner's, a debugger's) are not the catcher's.
  const env = { ...process.env, NODE_OPTIONS: '' };
  const ref = await spawnDetached({
    file: process.execPath,
    args: [catcher, ...ports],
    logFile: log,
    env,
    cwd: dir,
  });
  state.daemons.mail = ref;
  folder.save();
  const ready = await waitFor(async () => (await mailAnswers(folder)) || !isAlive(ref), 30_000);
  if (!ready || !(await mailAnswers(folder))) throw new Error(`the mail catcher did not start (see ${log})`);
}

async function mailAnswers({ state }: StackFolder): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${portOf(state, 'mail-http')}/healthz`;
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}
