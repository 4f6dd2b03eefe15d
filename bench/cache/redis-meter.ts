import { createClient } from 'redis';

/** What cache Redis did while a contender had its turn. */
export interface RedisWork {
  /** Commands, those within scripts included, and CPU time in microseconds. */
  commands: number;
  cpuUs: number;
}

type Reader = () => Promise<RedisWork>;

/** Whoever opens it closes it. */
export async function openRedisMeter(url: string) {
  const redis = await createClient({ url }).connect();
  const read: Reader = async () => {
    const stats = await redis.info('stats');
    const cpu = await redis.info('cpu');
    const cpuSeconds = field(cpu, 'used_cpu_user') + field(cpu, 'used_cpu_sys');
    return { commands: field(stats, 'total_commands_processed'), cpuUs: cpuSeconds * 1e6 };
  };
  return {
    close: () => redis.destroy(),
    during: async <T>(work: () => Promise<T>): Promise<{ result: T; redis: RedisWork }> => {
      const before = await read();
      const result = await work();
      const after = await read();
      const commands = after.commands - before.commands;
      return { result, redis: { commands, cpuUs: after.cpuUs - before.cpuUs } };
    },
  };
}

export type RedisMeter = Awaited<ReturnType<typeof openRedisMeter>>;

function field(info: string, name: string): number {
  return Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]);
}
