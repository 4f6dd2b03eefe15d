import { type Client, RequestContext, runInContext } from '../../src/platform/context/request-context.js';
import { AuditLog, type AuditFact } from '../../src/platform/audit/audit-log.js';
import { AuditEvent } from '../../src/platform/audit/audit-event.entity.js';
import { Database } from '../../src/platform/database/database.js';
import { permissionsOf } from '../../src/shared/permissions.js';
import type { Principal } from '../../src/shared/principal.js';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let log: AuditLog;

const ADMIN: Principal = { userId: 7, role: 'admin', method: 'bearer', permissions: permissionsOf('admin') };
const CLIENT: Client = { address: '203.0.113.9', agent: 'curl/8.0' };

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  log = api.app.get(AuditLog, { strict: false });
});

interface From {
  client?: Client;
  principal?: Principal;
}

/** Records within a request and returns the row. */
async function record(fact: AuditFact, { client, principal }: From = {}): Promise<AuditEvent> {
  const context = new RequestContext('request-1', client);
  context.principal = principal;
  await runInContext(context, () => log.record(fact));
  return newest();
}

async function newest(): Promise<AuditEvent> {
  return api.dataSource.getRepository(AuditEvent).findOneOrFail({ where: {}, order: { id: 'DESC' } });
}

const count = () => api.dataSource.getRepository(AuditEvent).count();

describe('the audit log', () => {
  it('records who did what to whom, and from where', async () => {
    const fact: AuditFact = {
      action: 'user.role_changed',
      targetType: 'user',
      targetId: 12,
      details: { from: 'user', to: 'moderator' },
    };
    const event = await record(fact, { client: CLIENT, principal: ADMIN });
    expect(event).toMatchObject({
      action: 'user.role_changed',
      actorId: 7,
      actorRole: 'admin',
      actorMethod: 'bearer',
      targetType: 'user',
      targetId: '12',
      address: '203.0.113.9',
      agent: 'curl/8.0',
      requestId: 'request-1',
      details: { from: 'user', to: 'moderator' },
    });
    expect(Math.abs(Date.now() - event.occurredAt.getTime())).toBeLessThan(10_000);
  });

  it('says no role or method of an actor who is not the one signed in', async () => {
    const event = await record({ action: 'sign_in.succeeded', actorId: 3 }, { principal: ADMIN });
    expect(event).toMatchObject({ actorId: 3, actorRole: null, actorMethod: null });
    expect(await record({ action: 'sign_in.failed' })).toMatchObject({ actorId: null, address: null });
  });

  it('names the key that a request was sent with', async () => {
    const principal: Principal = { ...ADMIN, method: 'api_key', apiKeyId: 42 };
    const event = await record({ action: 'user.created', details: { role: 'user' } }, { principal });
    expect(event).toMatchObject({ actorMethod: 'api_key', details: { apiKeyId: 42, role: 'user' } });
  });

  it('records outside of a request: a command has neither client nor principal', async () => {
    await log.record({ action: 'user.created', targetType: 'user', targetId: 1 });
    expect(await newest()).toMatchObject({ requestId: null, agent: null, actorId: null });
  });

  it.each([
    ['ten\u0000 \u001b[31mred\r\nnew line\u0085', 'ten [31mred new line'],
    ['turned \u202e around', 'turned around'],
    ['lone \ud800 half', 'lone \ufffd half'],
    ['x'.repeat(1000), 'x'.repeat(300)],
    ['😀'.repeat(500), '😀'.repeat(300)],
  ])('keeps what clients call themselves harmless: %j', async (agent, kept) => {
    const event = await record({ action: 'sign_in.failed' }, { client: { address: '::1', agent } });
    expect(event.agent?.replace(/ +/g, ' ')).toBe(kept);
  });

  it('keeps details harmless as well', async () => {
    const details = { text: `a\u0000b\n${'c'.repeat(1000)}`, count: 3, flag: true };
    const event = await record({ action: 'post.moderated', targetId: 'x\u0000y', details });
    expect(event.details).toEqual({ text: `a b ${'c'.repeat(496)}`, count: 3, flag: true });
    expect(event.targetId).toBe('x y');
  });

  it.each([
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['unknown', null],
  ])('stores the address %s as %s', async (address, stored) => {
    expect(await record({ action: 'sign_in.failed' }, { client: { address } })).toMatchObject({
      address: stored,
    });
  });

  it('commits with the change, and is gone when that is rolled back', async () => {
    const database = api.app.get(Database);
    const before = await count();
    await database.transaction('test.commit', (tx) => log.record({ action: 'user.updated' }, tx));
    expect(await count()).toBe(before + 1);
    const failing = database.transaction('test.rollback', async (tx) => {
      await log.record({ action: 'user.updated' }, tx);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await count()).toBe(before + 1);
  });
});

describe('the table of the audit log', () => {
  const RETENTION = `SET LOCAL groundwork.audit_retention = 'on'`;

  async function inserted(age: string): Promise<number> {
    const rows = await api.dataSource.query<{ id: number }[]>(
      `INSERT INTO audit_events (action, occurred_at) VALUES ('user.created', now() - interval '${age}') RETURNING id`,
    );
    return rows[0]?.id ?? 0;
  }

  const run = (...statements: string[]) =>
    api.app.get(Database).transaction('test.change', async (tx) => {
      for (const sql of statements) await tx.manager.query(sql);
    });

  it.each([
    ['UPDATE', `UPDATE audit_events SET action = 'x'`],
    ['UPDATE of the retention', RETENTION, `UPDATE audit_events SET action = 'x'`],
    ['DELETE', `DELETE FROM audit_events`],
    ['DELETE with the age alone', `DELETE FROM audit_events WHERE occurred_at < now() - interval '1 year'`],
    ['DELETE of what is young, also by the retention', RETENTION, `DELETE FROM audit_events`],
    [
      'DELETE in a replaying session',
      `SET LOCAL session_replication_role = replica`,
      `DELETE FROM audit_events`,
    ],
    ['TRUNCATE', `TRUNCATE audit_events`],
    ['TRUNCATE of the retention', RETENTION, `TRUNCATE audit_events`],
  ])('refuses %s', async (_what, ...statements) => {
    await inserted('2 years');
    await inserted('1 day');
    const before = await count();
    await expect(run(...statements)).rejects.toThrow('audit_events is append-only');
    expect(await count()).toBe(before);
  });

  it('lets the retention delete what is older than 30 days', async () => {
    const id = await inserted('31 days');
    await run(RETENTION, `DELETE FROM audit_events WHERE id = ${id}`);
    expect(await api.dataSource.getRepository(AuditEvent).existsBy({ id })).toBe(false);
  });

  it('does not let the switch reach the next transaction of the connection', async () => {
    const id = await inserted('31 days');
    await run(RETENTION);
    await expect(run(`DELETE FROM audit_events WHERE id = ${id}`)).rejects.toThrow('append-only');
  });
});
