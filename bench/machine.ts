import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { withClient } from './with-client.ts';

interface HostFacts {
  cpu: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  /** Of the last minute, at the start: above zero on a machine that others use as well. */
  loadAverage: number;
}

export interface MachineFacts extends HostFacts {
  postgres: string;
}

export async function machineFacts(env: NodeJS.ProcessEnv): Promise<MachineFacts> {
  return { ...hostFacts(), postgres: await postgresVersion(env.DATABASE_URL ?? '') };
}

/** What is to be said where no database takes part. */
export function hostFacts(): HostFacts {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
    loadAverage: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

export function describeMachine(machine: MachineFacts): string {
  return `${describeHost(machine)}; PostgreSQL ${machine.postgres}`;
}

export function describeHost({ cpu, cores, memoryGb, system, node, loadAverage }: HostFacts): string {
  return `${cores} × ${cpu}, ${memoryGb} GB, ${system}; Node ${node}; load average ${loadAverage}`;
}

async function postgresVersion(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? 'unknown';
  });
}
