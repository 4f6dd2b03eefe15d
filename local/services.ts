import { startMail } from './mail-daemon.ts';
import { killNode, postmaster, startNode, stopNode } from './postgres/node.ts';
import { isAlive, killTree, resumeTree, stopTree, suspendTree } from './processes.ts';
import { tellContainer, type ContainerVerb } from './redis/docker.ts';
import { startRedis } from './redis/server.ts';
import { NODE_NAMES, REDIS_NAMES, type DaemonName, type NodeName, type StackFolder } from './state.ts';

export type ServiceName = NodeName | DaemonName;
export const SERVICE_NAMES: readonly ServiceName[] = [...NODE_NAMES, ...REDIS_NAMES, 'mail'];

export function asService(name: string): ServiceName {
  return oneOf(SERVICE_NAMES, name, 'service');
}

export function asNode(name: string): NodeName {
  return oneOf(NODE_NAMES, name, 'PostgreSQL node');
}

export function servicePid({ state }: StackFolder, name: ServiceName): number | undefined {
  if (isNode(name)) return postmaster(state, name);
  const ref = state.daemons[name];
  return isAlive(ref) ? ref.pid : undefined;
}

export async function startService(folder: StackFolder, name: ServiceName): Promise<void> {
  if (isNode(name)) await startNode(folder, name);
  else if (name === 'mail') await startMail(folder);
  else await startRedis(folder, name);
}

export async function stopService(folder: StackFolder, name: ServiceName): Promise<void> {
  if (isNode(name)) return stopNode(folder.state, name);
  const pid = servicePid(folder, name);
  if (!pid) return;
  await unpause(folder, name);
  // Redis saves its queue on SIGTERM.
  await stopTree(pid, 'SIGTERM', 20_000);
}

export async function killService(folder: StackFolder, name: ServiceName): Promise<void> {
  if (isNode(name)) return killNode(folder.state, name);
  const pid = servicePid(folder, name);
  if (!pid) return;
  await tellIfContainer(folder, name, 'kill');
  await killTree(pid);
}

/** A hang, not a refusal: connections stay open and nothing answers. */
export async function suspendService(folder: StackFolder, name: ServiceName): Promise<void> {
  const pid = requirePid(folder, name);
  await tellIfContainer(folder, name, 'pause');
  suspendTree(pid);
}

export async function resumeService(folder: StackFolder, name: ServiceName): Promise<void> {
  const pid = requirePid(folder, name);
  await unpause(folder, name);
  resumeTree(pid);
}

/** Docker refuses to wake a container that is awake. */
async function unpause(folder: StackFolder, name: ServiceName): Promise<void> {
  await tellIfContainer(folder, name, 'unpause').catch(() => undefined);
}

async function tellIfContainer(
  { state }: StackFolder,
  name: ServiceName,
  verb: ContainerVerb,
): Promise<void> {
  const container = isNode(name) ? undefined : state.daemons[name]?.container;
  if (container) await tellContainer(verb, container);
}

function requirePid(folder: StackFolder, name: ServiceName): number {
  const pid = servicePid(folder, name);
  if (!pid) throw new Error(`${name} is not running`);
  return pid;
}

function isNode(name: ServiceName): name is NodeName {
  return (NODE_NAMES as readonly string[]).includes(name);
}

function oneOf<T extends string>(names: readonly T[], name: string, what: string): T {
  const found = names.find((candidate) => candidate === name);
  if (!found) throw new Error(`no ${what} is called "${name}": use one of ${names.join(', ')}`);
  return found;
}
