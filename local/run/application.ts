import { launchNode } from './child.ts';
import { LogView } from './log-view.ts';
import { waitUntilReady } from './readiness.ts';
import { Service } from './service.ts';
import type { StopRequest } from './stop-request.ts';

const readyTimeoutMs = 60_000;
const defaultShutdownMs = 15_000;
/** As the image of the product runs Node: see the Dockerfile. */
const YOUNG_OBJECTS = '--max-semi-space-size=4';

interface Application {
  env: NodeJS.ProcessEnv;
  stop: StopRequest;
  /** What to do at the end, last one first: the API stops before the worker, which still takes its last jobs. */
  undo: (() => Promise<void>)[];
  say: (line: string) => void;
  onReady: (address: string) => void;
}

/** Runs API and worker until asked to stop; throws when one of them cannot be kept running. */
export async function runApplication({ env, stop, undo, say, onReady }: Application): Promise<void> {
  const logs: LogView[] = [];
  const services = ['worker', 'api'].map((name) => {
    const log = new LogView(name, process.stdout);
    logs.push(log);
    const service = new Service(name, () => launchWithLog(name, env, log), say);
    undo.push(() =>
      service.stop(Number(env.SHUTDOWN_TIMEOUT_MS || defaultShutdownMs) + 2_000, stop.insisted),
    );
    return service;
  });
  const failed = Promise.race(services.map((service) => service.failed)).then((reason) => {
    throw new Error(reason);
  });
  const asked = new Promise<void>((resolve) => {
    if (stop.asked.aborted) resolve();
    stop.asked.addEventListener('abort', () => resolve());
  });
  try {
    await Promise.race([waitUntilReady(internalAddress(env), readyTimeoutMs, stop.asked), failed]);
  } catch (error) {
    for (const log of logs) log.showTail();
    throw error;
  }
  if (stop.asked.aborted) return;
  for (const service of services) service.settle();
  onReady(`http://localhost:${env.PORT}`);
  for (const log of logs) log.follow();
  await Promise.race([asked, failed]);
}

function launchWithLog(name: string, env: NodeJS.ProcessEnv, log: LogView) {
  const args = ['--enable-source-maps', YOUNG_OBJECTS, `dist/main/${name}.js`];
  const child = launchNode({ args, env, output: 'pipe' });
  log.read(child.stdout, child.stderr);
  return child;
}

// HOST may be one that stands for all of them, which is no address to call.
function internalAddress(env: NodeJS.ProcessEnv): string {
  const host = !env.HOST || env.HOST === '0.0.0.0' || env.HOST === '::' ? '127.0.0.1' : env.HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${env.PORT}`;
}
