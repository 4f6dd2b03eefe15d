import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { pickPort } from '../local/ports.ts';
import { launchNode } from '../local/run/child.ts';
import { waitUntilReady } from '../local/run/readiness.ts';
import type { BenchStack } from './bench-stack.ts';
import type { HttpRoute } from './http-routes.ts';

export interface Contender {
  pid: number;
  /** `http://127.0.0.1:port` */
  url: string;
}

export async function startContenders(
  stack: BenchStack,
  signal: AbortSignal,
): Promise<{ ours: Contender; bare: Contender }> {
  const ours = await startServer('api', ['dist/main/api.js'], stack, signal);
  const bare = await startServer('bare', ['bench/bare-server.ts'], stack, signal);
  return { ours, bare };
}

/** Runs a server with its output in a file, as in a real deployment, until the stack goes. */
export async function startServer(
  name: string,
  args: string[],
  { env, dir, undo }: BenchStack,
  signal: AbortSignal,
): Promise<Contender> {
  const port = await pickPort(new Set());
  const output = openSync(join(dir, `${name}.log`), 'a');
  const child = launchNode({ args, env: { ...env, PORT: String(port) }, output });
  closeSync(output);
  undo.push(() => child.stop(10_000));
  const url = `http://127.0.0.1:${port}`;
  await Promise.race([waitUntilReady(url, 30_000, signal), child.exited.then(gaveUp)]);
  signal.throwIfAborted();
  return { pid: child.pid, url };

  function gaveUp({ how }: { how: string }): never {
    throw new Error(`the server ${name} ended before it was ready (${how})`);
  }
}

/** A comparison is worth something only between servers that answer the same. */
export async function checkSameAnswers(
  { ours, bare }: { ours: Contender; bare: Contender },
  routes: readonly HttpRoute[],
): Promise<void> {
  for (const route of routes) {
    const [ourAnswer, bareAnswer] = await Promise.all([ours, bare].map((server) => ask(server, route)));
    if (ourAnswer !== bareAnswer)
      throw new Error(`${route.name} is answered differently:\n${ourAnswer}\n${bareAnswer}`);
  }
}

async function ask({ url }: Contender, { requests }: HttpRoute): Promise<string> {
  const [request] = requests;
  if (!request) throw new Error('a route without requests');
  const answer = await fetch(url + request.path, request);
  const body = await answer.text();
  // Two posts that were made one after the other differ in this.
  const comparable =
    request.method === 'GET' ? body : body.replace(/"(id|slug|\w+At)":("[^"]*"|\d+)/g, '"$1":0');
  return `${answer.status} ${comparable}`;
}
