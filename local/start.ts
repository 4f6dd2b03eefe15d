import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfNeeded } from './build.ts';
import { PROJECT_DIR } from './project.ts';
import { appEnvironment } from './run/app-environment.ts';
import { claimFolder } from './run/folder-claim.ts';
import { helpText, panel } from './run/panel.ts';
import { claimPort } from './run/port.ts';
import { runApplication } from './run/application.ts';
import { startLocalServices } from './run/local-services.ts';
import { runStep } from './run/step.ts';
import type { StopRequest } from './run/stop-request.ts';
import { listenForStop } from './run/stop-request.ts';

// Services stop by themselves in less; what hangs longer than this after a second Ctrl-C is left to the next start.
const lastDeadlineMs = 10_000;
const cli = 'dist/main/cli.js';

if (process.argv.slice(2).some((argument) => ['--help', '-h'].includes(argument))) {
  console.log(helpText);
} else {
  const stop = listenForStop();
  stop.insisted.addEventListener('abort', () => setTimeout(() => process.exit(1), lastDeadlineMs).unref());
  process.exitCode = await start(stop);
  // An open socket somewhere must not keep the terminal waiting.
  setTimeout(() => process.exit(), 1_000).unref();
}

/** Brings everything up, stays until asked to stop or until it cannot go on, and takes everything down. */
async function start(stop: StopRequest): Promise<number> {
  const undo: (() => Promise<void>)[] = [];
  let code = 0;
  try {
    await run(stop, undo);
  } catch (error) {
    if (!stop.asked.aborted) {
      console.error(`\n${error instanceof Error ? error.message : String(error)}`);
      code = 1;
    }
  }
  if (undo.length > 0) say('\nStopping …');
  for (const step of undo.reverse()) {
    await step().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      code = 1;
    });
  }
  if (undo.length > 0) say('Everything has stopped.');
  return code;
}

async function run(stop: StopRequest, undo: (() => Promise<void>)[]): Promise<void> {
  const began = performance.timeOrigin - Number(process.env.GROUNDWORK_INSTALL_MS ?? 0);
  if (existsSync(join(PROJECT_DIR, '.env'))) process.loadEnvFile(join(PROJECT_DIR, '.env'));
  const port = await claimPort(process.env.PORT);
  const folder = await claimFolder();
  undo.push(folder.release);
  await buildIfNeeded(stop.asked, say);
  stop.asked.throwIfAborted();

  const local = await startLocalServices({ given: process.env, dir: folder.dir, undo, say });
  const env = appEnvironment(process.env, local, port);
  say('Migrating the database …');
  await runStep('The migration', { args: [cli, 'migrate'], env }, stop.asked);
  if (env.NODE_ENV !== 'production') {
    const seeded = await runStep('Seeding', { args: [cli, 'seed'], env }, stop.asked);
    if (seeded) say(seeded);
  }
  say('Starting the API and the worker …');
  await runApplication({
    env,
    stop,
    undo,
    say,
    onReady: (address) => {
      const seconds = (Date.now() - began) / 1000;
      say(panel({ address, mail: local.MAIL_CATCHER_URL, data: local.DATABASE_URL && folder.dir, seconds }));
    },
  });
}

function say(line: string): void {
  console.log(line);
}
