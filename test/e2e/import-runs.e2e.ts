import { register } from 'prom-client';
import { importChanged } from '../../src/features/imports/runs/import-changed.signal.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { Signals } from '../../src/platform/signals/signals.js';
import { eventually } from '../support/eventually.ts';
import { TestImports } from '../support/imports.ts';
import { noUsers } from '../support/no-users.ts';

let imports: TestImports;

beforeAll(async () => {
  imports = await TestImports.open();
}, 60_000);

beforeEach(async () => {
  await noUsers(imports.dataSource);
});

const HEAD = 'name,email,role';
const users = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => `User ${index + from},user${index + from}@example.com,user`);
const file = (rows: string[], head = HEAD) => [head, ...rows, ''].join('\n');

function table(): Promise<{ name: string; email: string; role: string; version: number }[]> {
  return imports.ask('SELECT name, email, role, version FROM users ORDER BY email');
}

describe('rows of a file', () => {
  it('are inserted, in batches of as many as were asked for [W6.I1] [W6.I2]', async () => {
    const id = await imports.import(file(users(1000)), { batchSize: 100 });
    expect(await imports.find(id)).toMatchObject({ state: 'completed', reason: null });
    expect(await imports.counts(id)).toEqual({ inserted: 1000, updated: 0, skipped: 0, rejected: 0 });
    expect(await table()).toHaveLength(1000);
    const [{ batches = 0 } = {}] = await imports.ask<{ batches: number }>(
      'SELECT sum(batches)::int AS batches FROM import_lanes WHERE import_id = $1',
      [id],
    );
    expect(batches).toBeGreaterThanOrEqual(10);
    expect(batches).toBeLessThanOrEqual(14);
  });

  it('that are wrong are kept with the reason, and the others are inserted', async () => {
    const id = await imports.import(file([...users(3), 'Nobody,nowhere,user', ...users(2, 4)]));
    expect(await imports.counts(id)).toEqual({ inserted: 5, updated: 0, skipped: 0, rejected: 1 });
    expect(await imports.rejects(id)).toMatchObject([
      {
        row: 4,
        line: 5,
        fields: ['Nobody', 'nowhere', 'user'],
        faults: [{ column: 'email', value: 'nowhere' }],
      },
    ]);
  });
});

describe('rows whose key is there already', () => {
  const again = [
    'Other 1,USER1@example.com,moderator',
    ...users(2, 2),
    ...users(2, 900),
    'Twin,user900@EXAMPLE.com,user',
  ];

  beforeEach(async () => {
    await imports.import(file(users(3)));
  });

  it('are skipped, the first wins', async () => {
    const id = await imports.import(file(again), { onConflict: 'skip' });
    expect(await imports.counts(id)).toEqual({ inserted: 2, updated: 0, skipped: 4, rejected: 0 });
    expect((await table()).map(({ name }) => name)).toEqual([
      'User 1',
      'User 2',
      'User 3',
      'User 900',
      'User 901',
    ]);
  });

  it('are updated where they differ, the last wins [W6.B3]', async () => {
    const id = await imports.import(file(again), { onConflict: 'update' });
    expect(await imports.counts(id)).toEqual({ inserted: 2, updated: 2, skipped: 2, rejected: 0 });
    expect(await table()).toEqual([
      { name: 'Other 1', email: 'user1@example.com', role: 'user', version: 2 },
      { name: 'User 2', email: 'user2@example.com', role: 'user', version: 1 },
      { name: 'User 3', email: 'user3@example.com', role: 'user', version: 1 },
      { name: 'Twin', email: 'user900@example.com', role: 'user', version: 2 },
      { name: 'User 901', email: 'user901@example.com', role: 'user', version: 1 },
    ]);
  });

  it('keep their roles, and are skipped where nothing else differs', async () => {
    const rows = ['User 1,user1@example.com,admin', 'New,new@example.com,moderator'];
    const id = await imports.import(file(rows), { onConflict: 'update' });
    expect(await imports.counts(id)).toEqual({ inserted: 1, updated: 0, skipped: 1, rejected: 0 });
    expect(await table()).toMatchObject([
      { email: 'new@example.com', role: 'moderator' },
      { email: 'user1@example.com', role: 'user', version: 1 },
      {},
      {},
    ]);
  });

  it('are rejected with the line, the column and the reason [W6.I3]', async () => {
    const id = await imports.import(file(again));
    expect(await imports.counts(id)).toEqual({ inserted: 2, updated: 0, skipped: 0, rejected: 4 });
    const rejects = await imports.rejects(id);
    expect(rejects.map(({ row }) => row)).toEqual([1, 2, 3, 6]);
    expect(rejects[0]).toEqual({
      row: 1,
      line: 2,
      fields: ['Other 1', 'USER1@example.com', 'moderator'],
      faults: [
        {
          column: 'email',
          field: 'email',
          code: 'email_taken',
          message: 'Somebody has this e-mail address already.',
          value: 'USER1@example.com',
        },
      ],
    });
  });

  it.each(['skip', 'update', 'reject'] as const)(
    'are counted the same however the file is cut into batches: %s [W6.I3]',
    async (onConflict) => {
      const rows = Array.from(
        { length: 60 },
        (_, index) => `N${index % 7},user${index % 13}@example.com,user`,
      );
      const seen = [];
      for (const batchSize of [1000, 7, 1]) {
        await noUsers(imports.dataSource);
        await imports.import(file(users(3)));
        const id = await imports.import(file(rows), { onConflict, batchSize });
        const { rejected } = await imports.counts(id);
        expect(await imports.rejects(id)).toHaveLength(rejected);
        seen.push({
          counts: await imports.counts(id),
          table: await table(),
          rejects: await imports.rejects(id),
        });
      }
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[2]).toEqual(seen[0]);
    },
  );
});

describe('rows that the database refuses', () => {
  it('are found and rejected with its reason, and undo no other [W6.I3]', async () => {
    await imports.ask(`INSERT INTO users (name, email) VALUES ('Ann', 'ann@example.com')`);
    await imports.ask(`ALTER TABLE users ADD CONSTRAINT no_anna CHECK (name <> 'Anna')`);
    const rows = [...users(40), 'Anna,ann@example.com,user', ...users(40, 41)];
    const id = await imports.import(file(rows), { onConflict: 'update' });
    await imports.ask('ALTER TABLE users DROP CONSTRAINT no_anna');
    expect(await imports.counts(id)).toEqual({ inserted: 80, updated: 0, skipped: 0, rejected: 1 });
    expect(await imports.rejects(id)).toMatchObject([
      { row: 41, faults: [{ column: null, field: null, code: 'value_not_allowed' }] },
    ]);
  });

  it('are posts of nobody [W6.I3]', async () => {
    await imports.import(file(users(1)));
    const posts = [
      'user1@example.com,One,Text',
      'nobody@example.com,Two,Text',
      'USER1@example.com,Three,"Te\nxt"',
    ];
    const id = await imports.import(file(posts, 'authorEmail,title,body'), {}, 'posts');
    expect(await imports.counts(id)).toEqual({ inserted: 2, updated: 0, skipped: 0, rejected: 1 });
    expect(await imports.rejects(id)).toMatchObject([
      { row: 2, line: 3, faults: [{ column: 'authorEmail', value: 'nobody@example.com' }] },
    ]);
  });
});

describe('a dry run', () => {
  it.each(['skip', 'update', 'reject'] as const)(
    'counts and rejects what a run does, and keeps nothing: %s',
    async (onConflict) => {
      const rows = Array.from(
        { length: 60 },
        (_, index) => `N${index % 7},user${index % 13}@example.com,user`,
      );
      await imports.import(file(users(3)));
      const before = await table();
      const dry = await imports.import(file(rows), { onConflict, batchSize: 5, dryRun: true });
      expect(await table()).toEqual(before);
      const real = await imports.import(file(rows), { onConflict });
      expect(await imports.counts(dry)).toEqual(await imports.counts(real));
      expect(await imports.rejects(dry)).toEqual(await imports.rejects(real));
      expect(await imports.ask('SELECT FROM import_dry_rows')).toEqual([]);
    },
  );
});

describe('whoever looks on', () => {
  it('is told of each batch by the log, of changes by a signal, and of rows by metrics [W6.I4]', async () => {
    const heard: string[] = [];
    imports.app.get(Signals).hear(importChanged, (payload) => heard.push(payload?.importId ?? ''));
    const before = await rowsInMetrics();
    const id = await imports.import(file([...users(200), 'Nobody,nowhere,user']), { batchSize: 50 });
    const lines = imports.log.lines.filter((line) => line.msg === 'import batch' && line.importId === id);
    expect(lines.length).toBeGreaterThanOrEqual(4);
    expect(lines.reduce((sum, line) => sum + Number(line.inserted), 0)).toBe(200);
    for (const line of lines)
      expect(Object.keys(line)).toEqual(
        expect.arrayContaining(['lane', 'rows', 'ms', 'rowsPerSecond', 'batchRows']),
      );
    await eventually(() => heard.includes(id));
    expect((await rowsInMetrics()) - before).toBe(200);
    const [costs] = await imports.ask<{ peak_bytes: number; active_ms: number }>(
      'SELECT peak_bytes, active_ms FROM imports WHERE id = $1',
      [id],
    );
    expect(costs?.peak_bytes).toBeGreaterThan(1_000_000);
    expect(costs?.active_ms).toBeGreaterThan(0);
    const audited = await imports.ask(
      'SELECT details FROM audit_events WHERE target_id = $1 AND action = $2',
      [id, 'import.completed'],
    );
    expect(audited).toMatchObject([{ details: { inserted: 200, rejected: 1 } }]);
  });
});

describe('users who are to be invited', () => {
  it('are those that were inserted [W6.B3]', async () => {
    await imports.import(file(users(3)));
    const id = await imports.import(file(users(10)), { onConflict: 'skip', invite: true, batchSize: 4 });
    expect(await imports.counts(id)).toEqual({ inserted: 7, updated: 0, skipped: 3, rejected: 0 });
    const queue = imports.app.get(JobQueues).queue('email');
    await eventually(async () => (await queue.getJobCountByTypes('waiting', 'prioritized')) === 7);
  });
});

async function rowsInMetrics(): Promise<number> {
  const { values = [] } = (await register.getSingleMetric('groundwork_import_rows_total')?.get()) ?? {};
  return values.find(({ labels }) => labels.outcome === 'inserted')?.value ?? 0;
}
