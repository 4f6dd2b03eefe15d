import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pickPort } from '../../local/ports.ts';
import { eventually } from './eventually.ts';
import { askRedis, runRedis } from './own-redis.ts';
import type { RunningProcess } from './processes.ts';
import { type RedisTls, redisTls } from './redis-tls.ts';

const PASSWORD = 'as-the-servers-know-it';
const SENTINEL_PASSWORD = 'as-the-sentinels-know-it';

/** Of a cache, or of queues, as a deployment has them. */
const ROLES = {
  cache: ['maxmemory 64mb', 'maxmemory-policy allkeys-lru'],
  queue: ['maxmemory-policy noeviction', 'min-replicas-to-write 0'],
};
type Role = keyof typeof ROLES;

/** Three sentinels, and a primary with a replica for each role. They end with the processes of the suite. */
export class SentinelSets {
  private constructor(
    private readonly dir: string,
    private readonly servers: Map<number, RunningProcess>,
    private readonly sentinels: ReadonlyMap<number, RunningProcess>,
    private readonly tls?: RedisTls,
  ) {}

  /** @param secured whether all of them speak TLS, and only that, with certificates of an authority of their own */
  static async start(secured = false): Promise<SentinelSets> {
    const dir = mkdtempSync(join(tmpdir(), 'sentinels-'));
    const tls = secured ? redisTls(dir) : undefined;
    const taken = new Set<number>();
    const ports: number[] = [];
    while (ports.length < 7) {
      const port = await pickPort(taken);
      taken.add(port);
      ports.push(port);
    }
    const [cache = 0, cacheReplica = 0, queue = 0, queueReplica = 0, ...sentinels] = ports;
    const run = (port: number, lines: string[], ...args: string[]) =>
      runRedis(dir, port, [...lines, ...(tls?.lines(port) ?? [])], args);
    const servers = new Map([
      [cache, await run(cache, serverLines('cache'))],
      [cacheReplica, await run(cacheReplica, serverLines('cache', cache))],
      [queue, await run(queue, serverLines('queue'))],
      [queueReplica, await run(queueReplica, serverLines('queue', queue))],
    ]);
    await Promise.all([...servers.keys()].map((port) => eventually(() => answers(port, tls?.ca), 20_000)));
    const watching = new Map<number, RunningProcess>();
    for (const port of sentinels)
      watching.set(port, await run(port, sentinelLines({ cache, queue }), '--sentinel'));
    await Promise.all(sentinels.map((port) => eventually(() => hurry(port, tls?.ca), 20_000)));
    const sets = new SentinelSets(dir, servers, watching, tls);
    for (const role of ['cache', 'queue'] as const) await eventually(() => sets.#isComplete(role), 30_000);
    return sets;
  }

  /** Whose certificates all of them have, in PEM. */
  get ca(): string {
    return this.tls?.ca ?? '';
  }

  url(role: Role): string {
    const hosts = [...this.sentinels.keys()].map((port) => `127.0.0.1:${port}`).join(',');
    const scheme = this.tls ? 'rediss' : 'redis';
    return `${scheme}+sentinel://:${PASSWORD}@${hosts}/${role}/0?sentinelPassword=${SENTINEL_PASSWORD}`;
  }

  /** The port of the primary, as a sentinel knows it. */
  async primary(role: Role): Promise<number> {
    const args = ['SENTINEL', 'get-master-addr-by-name', role];
    const sentinel = [...this.sentinels.keys()].at(-1) ?? 0;
    const [, port] = await askRedis<[string, string]>(sentinel, args, SENTINEL_PASSWORD, this.tls?.ca);
    return Number(port);
  }

  async kill(port: number): Promise<void> {
    const server = this.servers.get(port);
    server?.signal('SIGKILL');
    await server?.exit();
  }

  /** It keeps its connections and answers nothing. */
  suspend(port: number): void {
    this.servers.get(port)?.signal('SIGSTOP');
  }

  resume(port: number): void {
    this.servers.get(port)?.signal('SIGCONT');
  }

  /** That sentinel which is asked first; two are enough to agree. */
  signalSentinel(signal: 'SIGSTOP' | 'SIGCONT'): void {
    const [first] = this.sentinels.values();
    first?.signal(signal);
  }

  /** Whether it follows another, and nobody is connected but sentinels, that other, and who asks here. */
  async isLeft(port: number): Promise<boolean> {
    // Sentinels end all connections of whoever becomes a replica.
    const ask = (...args: string[]) => askRedis<string>(port, args, PASSWORD, this.tls?.ca).catch(() => '');
    const info = await ask('INFO', 'replication');
    if (!info.includes('role:slave') || !info.includes('master_link_status:up')) return false;
    const clients = (await ask('CLIENT', 'LIST')).trim().split('\n');
    return clients.every((line) => /name=sentinel-|flags=M|cmd=client\|list/.test(line));
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  // Each sentinel knows the others and the replica, which has all that the primary has.
  async #isComplete(role: Role): Promise<boolean> {
    for (const port of this.sentinels.keys()) {
      const ask = ['SENTINEL', 'master', role];
      const flat = await askRedis<string[]>(port, ask, SENTINEL_PASSWORD, this.tls?.ca).catch(
        (): string[] => [],
      );
      const fact = (name: string) => flat[flat.indexOf(name) + 1];
      if (fact('num-slaves') !== '1' || fact('num-other-sentinels') !== '2') return false;
    }
    const primary = await this.primary(role);
    const info = await askRedis<string>(primary, ['INFO', 'replication'], PASSWORD, this.tls?.ca);
    return info.includes('state=online');
  }
}

function serverLines(role: Role, primary?: number): string[] {
  const replica = primary === undefined ? [] : [`replicaof 127.0.0.1 ${primary}`];
  const passwords = [`requirepass ${PASSWORD}`, `masterauth ${PASSWORD}`];
  return [...passwords, 'save ""', 'repl-diskless-sync-delay 0', ...ROLES[role], ...replica];
}

function sentinelLines(primaries: Record<Role, number>): string[] {
  const watched = Object.entries(primaries).flatMap(([role, port]) => [
    `sentinel monitor ${role} 127.0.0.1 ${port} 2`,
    `sentinel auth-pass ${role} ${PASSWORD}`,
    `sentinel down-after-milliseconds ${role} 1000`,
    // No second failover begins within twice this time.
    `sentinel failover-timeout ${role} 2000`,
  ]);
  return [`requirepass ${SENTINEL_PASSWORD}`, `sentinel sentinel-pass ${SENTINEL_PASSWORD}`, ...watched];
}

/** Else whoever comes back is made a replica after ten seconds. */
const hurry = (port: number, ca?: string) =>
  askRedis(
    port,
    ['SENTINEL', 'DEBUG', 'PUBLISH-PERIOD', '250', 'INFO-PERIOD', '500'],
    SENTINEL_PASSWORD,
    ca,
  ).then(
    () => true,
    // One that does not know how to hurry.
    ({ message }: Error) => message.startsWith('ERR'),
  );

const answers = (port: number, ca?: string) =>
  askRedis<string>(port, ['PING'], PASSWORD, ca).then(
    (answer) => answer === 'PONG',
    () => false,
  );
