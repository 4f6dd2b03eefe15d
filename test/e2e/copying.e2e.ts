import pg from 'pg';
import { RequestContext, runInContext } from '../../src/platform/context/request-context.js';
import { copyInto } from '../../src/platform/database/copying/copy-into.js';
import { copyLine, rowOffsets } from '../../src/platform/database/copying/copy-text.js';
import { Database } from '../../src/platform/database/database.js';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { whileLocked } from '../support/held-lock.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

const ROWS = 50_000;
const LOCK = 'LOCK TABLE copied';
/** More altogether than the buffers of a connection hold. */
const LONG = 'x'.repeat(400);

let api: TestApi;
/** Looks on from beside. */
let aside: pg.Client;

beforeAll(async () => {
  // One connection, so that whatever is left on it would be met by the next.
  api = await startApi({ ...PRIMARY_ONLY, DATABASE_POOL_MAX: '1', DATABASE_STATEMENT_TIMEOUT_MS: '5000' });
  aside = new pg.Client({ connectionString: (await workerEnvironment()).DATABASE_URL });
  await aside.connect();
  await api.dataSource.query('CREATE TABLE copied (n integer CHECK (n >= 0), text text)');
});

afterAll(() => aside.end());

beforeEach(() => api.dataSource.query('TRUNCATE copied'));

const rows = (count: number, last = count): Buffer =>
  Buffer.from(
    Array.from({ length: count }, (_, n) => copyLine([n === count - 1 ? last : n, `text ${n} ${LONG}`])).join(
      '',
    ),
  );

function copy(data: Uint8Array): Promise<number> {
  return api.app.get(Database).transaction('test.copy', (tx) => copyInto(tx, 'copied', ['n', 'text'], data));
}

async function copied(): Promise<number> {
  const [row] = await api.dataSource.query<{ count: number }[]>('SELECT count(*)::int FROM copied');
  return row?.count ?? -1;
}

describe('COPY within a transaction', () => {
  it('adds rows, with all the signs that a text can have', async () => {
    const texts = ['tab\tand\nlines\r\n', 'back\\slash \\N \\.', '', null, '👍 é'];
    const data = Buffer.from(texts.map((text, n) => copyLine([n, text])).join(''));
    expect(rowOffsets(data)).toHaveLength(texts.length + 1);
    expect(await copy(data)).toBe(texts.length);
    const found = await api.dataSource.query<{ text: string | null }[]>('SELECT text FROM copied ORDER BY n');
    expect(found.map(({ text }) => text)).toEqual(texts);
    expect(await copy(rows(ROWS))).toBe(ROWS);
  });

  it('adds none when one is refused, and the connection serves on', async () => {
    const failed = copy(rows(ROWS, -1));
    await expect(failed).rejects.toMatchObject({ reason: 'value_not_allowed' });
    expect(await copied()).toBe(0);
  });

  it('adds none when the first of many is refused, and the connection serves on', async () => {
    const failed = copy(Buffer.concat([Buffer.from('x\ty\n'), rows(ROWS)]));
    await expect(failed).rejects.toMatchObject({ reason: 'value_malformed' });
    expect(await copied()).toBe(0);
  });

  it('ends with its time-out', async () => {
    await whileLocked(LOCK, async () => {
      await expect(copy(rows(ROWS))).rejects.toMatchObject({ reason: 'statement_timeout' });
    });
    expect(await copied()).toBe(0);
  });

  it('ends with the job that it is for', async () => {
    await whileLocked(LOCK, async () => {
      const context = new RequestContext('test');
      const failed = runInContext(context, () => copy(rows(ROWS))).catch((error: unknown) => error);
      await copying();
      context.abort('timeout');
      expect(String(((await failed) as Error).cause)).toContain('due to user request');
    });
    expect(await copied()).toBe(0);
  });

  it('ends with its connection, and the next one has another', async () => {
    await whileLocked(LOCK, async () => {
      const failed = copy(rows(ROWS)).catch((error: unknown) => error);
      await aside.query('SELECT pg_terminate_backend($1)', [await copying()]);
      expect(await failed).toMatchObject({ reason: 'database_unavailable' });
    });
    expect(await eventually(() => copied().catch(() => undefined))).toBe(0);
  });
});

/** Waits until the COPY waits for the lock; its process. */
function copying(): Promise<number> {
  return eventually(async () => {
    const { rows: found } = await aside.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE query LIKE 'COPY "copied"%' AND wait_event_type = 'Lock'`,
    );
    return found[0]?.pid;
  });
}
