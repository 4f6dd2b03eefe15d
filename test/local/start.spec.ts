import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pickPort } from '../../local/ports.ts';
import { descendants, findProcess } from '../../local/process-table.ts';
import { findStack } from '../../local/stack.ts';
import { startGroundwork, type Session } from './session.ts';

const patience = 120_000;

let parent: string;
let dir: string;
let port: number;
let session: Session | undefined;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'ground work start '));
  dir = join(parent, 'stack');
  port = await pickPort(new Set());
});

afterEach(async () => {
  await session?.end();
  session = undefined;
}, patience);

afterAll(async () => {
  await findStack(dir)?.destroy();
  rmSync(parent, { recursive: true, force: true });
}, patience);

describe('npm start', () => {
  it(
    'brings everything up, says where it is, and stops all of it on SIGTERM',
    async () => {
      session = startGroundwork({ dir, port });
      await session.saw(/Groundwork is ready after \d+\.\d s/);
      expect(session.output).toContain(`API           http://localhost:${port}\n`);
      expect(session.output).toContain(`Swagger UI    http://localhost:${port}/docs\n`);
      expect(session.output).toContain(`Data          ${dir}\n`);
      expect((await fetch(`http://127.0.0.1:${port}/docs`)).status).toBe(200);
      const users = (await (await fetch(`http://127.0.0.1:${port}/api/v1/users`)).json()) as {
        data: unknown[];
      };
      expect(users.data.length).toBeGreaterThan(0);
      const mail = /Mail catcher {2}(http:\S+)/.exec(session.output)?.[1];
      expect((await fetch(`${mail}/healthz`)).status).toBe(200);
      await session.saw(/\[api\] +\[[\d:.]+\] INFO: GET \/api\/v1\/users 200 in [\d.]+ ms/);

      const processes = [...descendants(session.pid), ...(await stackPids())];
      expect(processes.length).toBeGreaterThanOrEqual(8);
      session.signal('SIGTERM');
      expect(await session.exitCode).toBe(0);
      expect(session.output).toMatch(
        /\[api\] .*stopped[^]*\[worker\] .*stopped[^]*Everything has stopped\.\n$/,
      );
      expect(processes.filter((pid) => findProcess(pid))).toEqual([]);
    },
    patience,
  );

  it(
    'starts a process that died again, and keeps others off its folder',
    async () => {
      session = startGroundwork({ dir, port });
      await session.saw(/is ready/);
      const other = startGroundwork({ dir, port: await pickPort(new Set([port])) });
      expect(await other.exitCode).toBe(1);
      expect(other.output).toContain(`already runs on ${dir} (process ${session.pid})`);

      process.kill(pidOf(session, 'api.js'), 'SIGKILL');
      await session.saw(
        /The api stopped \(killed by SIGKILL\); starting it again in 0\.5 s\.[^]*\[api\] .*listening/,
      );
      expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
    },
    patience,
  );

  it(
    'stops cleanly when asked in the middle of the start',
    async () => {
      session = startGroundwork({ dir, port });
      await session.saw(/Migrating/);
      const processes = [...descendants(session.pid), ...(await stackPids())];
      session.signal('SIGINT');
      expect(await session.exitCode).toBe(0);
      expect(session.output).not.toContain('is ready');
      expect(processes.filter((pid) => findProcess(pid))).toEqual([]);
    },
    patience,
  );

  it(
    'leaves neither API nor worker behind when it is killed, and adopts the rest at the next start',
    async () => {
      session = startGroundwork({ dir, port });
      await session.saw(/is ready/);
      const own = ['api.js', 'worker.js'].map((program) => pidOf(session, program));
      const before = await stackPids();
      session.signal('SIGKILL');
      await session.exitCode;
      while (own.some((pid) => findProcess(pid))) await new Promise((resolve) => setTimeout(resolve, 50));

      session = startGroundwork({ dir, port });
      await session.saw(/is ready/);
      expect(await stackPids()).toEqual(before);
    },
    patience,
  );

  it(
    'says that the port is taken before it starts anything',
    async () => {
      const untouched = join(parent, 'untouched');
      const taken = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => taken.once('listening', resolve));
      const { port: busy } = taken.address() as { port: number };
      session = startGroundwork({ dir: untouched, port: busy });
      expect(await session.exitCode).toBe(1);
      taken.close();
      expect(session.output).toContain(
        `Port ${busy} is taken by another program. Choose another one: PORT=${busy + 1} npm start`,
      );
      expect(existsSync(untouched)).toBe(false);
    },
    patience,
  );

  it(
    'refuses a PORT that is none, and explains its variables on --help',
    async () => {
      session = startGroundwork({ dir, port: 'http' });
      expect(await session.exitCode).toBe(1);
      expect(session.output).toContain('PORT must be a port number, not "http".');
      const help = startGroundwork({ dir, port, args: ['--help'] });
      expect(await help.exitCode).toBe(0);
      for (const name of ['PORT', 'DATABASE_URL', 'REDIS_QUEUE_URL', 'SMTP_URL'])
        expect(help.output).toContain(name);
    },
    patience,
  );
});

async function stackPids(): Promise<number[]> {
  const status = await findStack(dir)?.status();
  if (!status) return [];
  return [...status.nodes, ...status.redis, status.mail].flatMap(({ pid }) =>
    pid === undefined ? [] : [pid],
  );
}

function pidOf(session: Session | undefined, program: string): number {
  const found = descendants(session?.pid ?? 0).find((child) => findProcess(child)?.command.includes(program));
  if (found === undefined) throw new Error(`no process runs ${program}`);
  return found;
}
