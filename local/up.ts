import { preparePostgres, startPostgres } from './postgres/cluster.ts';
import { writeEnv } from './environment.ts';
import { isFree, pickPort } from './ports.ts';
import { resumeService, SERVICE_NAMES, servicePid, startService } from './services.ts';
import type { PortName, StackFolder } from './state.ts';

const PORT_NAMES: readonly PortName[] = [...SERVICE_NAMES, 'mail-http'];

/** Everything of the stack running and answering, whatever was there before. The caller holds the folder's lock. */
export async function bringUp(folder: StackFolder): Promise<void> {
  await preparePostgres(folder);
  for (const name of SERVICE_NAMES.filter((service) => servicePid(folder, service))) {
    await resumeService(folder, name);
  }
  await assignPorts(folder);
  const daemons = (['queue', 'cache', 'mail'] as const).map((name) => startService(folder, name));
  // All of them to their end, so that nothing of a failed start goes on behind the caller's back.
  const results = await Promise.allSettled([startPostgres(folder), ...daemons]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  folder.state.up = true;
  folder.save();
  writeEnv(folder.dir, folder.state);
}

/** Ports stay as they were, except where another program took one while ours was down. */
async function assignPorts(folder: StackFolder): Promise<void> {
  const { state, log, save } = folder;
  for (const name of PORT_NAMES) {
    const service = name === 'mail-http' ? 'mail' : name;
    const port = state.ports[name];
    if (port !== undefined && (servicePid(folder, service) || (await isFree(port)))) continue;
    state.ports[name] = await pickPort(new Set(Object.values(state.ports)));
    if (port !== undefined) log(`port ${port} of ${name} is taken: using ${state.ports[name]}`);
  }
  save();
}
