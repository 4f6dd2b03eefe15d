import { jest } from '@jest/globals';
import { createServer } from 'node:http';
import { once } from 'node:events';
import pg from 'pg';
import { aUser } from '../builders/a-user.ts';
import { ADMIN, bearer } from '../support/access-token.ts';
import { eventually } from '../support/eventually.ts';
import { whileLocked } from '../support/held-lock.ts';
import { endProcesses, launch } from '../support/processes.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

afterAll(endProcesses);

jest.setTimeout(30_000);

async function launchApi(overrides: Record<string, string> = {}) {
  const api = await launch('api', overrides);
  const { address } = await api.line('listening');
  return { api, url: address as string };
}

/** Starts a change that waits for our lock, and hands over once it waits. */
async function whileRenaming<T>(
  url: string,
  work: (rename: Promise<Response>, release: () => Promise<void>) => Promise<T>,
) {
  const headers = { 'content-type': 'application/json', ...bearer(ADMIN) };
  const made = await fetch(`${url}/api/v1/users`, { method: 'POST', headers, body: JSON.stringify(aUser()) });
  const { id } = (await made.json()) as { id: number };
  return whileLocked(`SELECT 1 FROM users WHERE id = ${id} FOR UPDATE`, async (release) => {
    const body = JSON.stringify({ name: 'Finished' });
    const rename = fetch(`${url}/api/v1/users/${id}`, { method: 'PATCH', headers, body });
    rename.catch(() => {});
    await eventually(somebodyWaits);
    return work(rename, release);
  });
}

async function somebodyWaits(): Promise<boolean> {
  const client = new pg.Client({ connectionString: (await workerEnvironment()).DATABASE_URL });
  await client.connect();
  const { rowCount } = await client.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  await client.end();
  return rowCount === 1;
}

describe('the API process', () => {
  it('boots, serves from the database and ends well on SIGTERM [W4.S1] [W4.S3]', async () => {
    const { api, url } = await launchApi();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${url}/api/v1/users`)).status).toBe(200);
    api.signal('SIGTERM');
    expect(await api.exit()).toBe(0);
    expect(api.lines().slice(-2)).toMatchObject([{ msg: 'stopping', signal: 'SIGTERM' }, { msg: 'stopped' }]);
  });

  it('logs nothing but JSON', async () => {
    const { api } = await launchApi();
    api.signal('SIGINT');
    expect(await api.exit()).toBe(0);
    expect(api.lines()).toHaveLength(api.output.trim().split('\n').length);
  });

  it('finishes a slow request after SIGTERM and takes no new one', async () => {
    const { api, url } = await launchApi();
    await whileRenaming(url, async (rename, release) => {
      api.signal('SIGTERM');
      await api.line('stopping');
      await eventually(() =>
        fetch(`${url}/about`).then(
          ({ status }) => status === 503,
          () => true,
        ),
      );
      await release();
      const answer = await rename;
      expect([answer.status, await answer.json()]).toMatchObject([200, { name: 'Finished' }]);
      expect(await api.exit()).toBe(0);
    });
  });

  it('ends at once on a second signal', async () => {
    const { api, url } = await launchApi();
    await whileRenaming(url, async (rename) => {
      api.signal('SIGTERM');
      await api.line('stopping');
      api.signal('SIGTERM');
      expect(await api.exit()).toBe(1);
      await expect(rename).rejects.toThrow();
    });
  });

  it('ends when the time to stop is over', async () => {
    const { api, url } = await launchApi({ SHUTDOWN_TIMEOUT_MS: '300' });
    await whileRenaming(url, async () => {
      api.signal('SIGTERM');
      expect(await api.exit()).toBe(1);
      expect(api.lines().at(-1)).toMatchObject({ level: 'fatal', msg: 'did not stop in time' });
    });
  });
});

describe('the API process does not start', () => {
  it('when its port is taken, and says so in one line', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const api = await launch('api', { PORT: String(port) });
    expect(await api.exit()).toBe(1);
    other.close();
    const plain = api.output.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
    expect(plain).toEqual([
      expect.stringMatching(new RegExp(`^api cannot start: .*127\\.0\\.0\\.1:${port}`)),
    ]);
  });

  it('with a faulty configuration, and names every variable [W1.I7]', async () => {
    const api = await launch('api', {
      PORT: 'hunter2',
      DATABASE_URL: '',
      DATABASE_POOL_MAX: 'hunter2',
      NODE_ENV: 'production',
    });
    expect(await api.exit()).toBe(1);
    for (const name of ['PORT', 'DATABASE_URL', 'DATABASE_POOL_MAX']) expect(api.output).toContain(name);
    expect(api.output).not.toMatch(/hunter2|\n\s+at /);
  });
});
