import { AuditLog } from '../../src/platform/audit/audit-log.js';
import type { AuditAction } from '../../src/platform/audit/audit-actions.js';
import { RequestContext, runInContext } from '../../src/platform/context/request-context.js';
import { ADMIN, type Someone } from '../support/access-token.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

const PATH = '/api/v1/admin/audit';

interface Recorded {
  id: number;
  occurredAt: string;
  action: string;
  targetId?: string;
}

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  const log = api.app.get(AuditLog, { strict: false });
  const record = (action: AuditAction, actorId: number, targetId: number, address: string) =>
    runInContext(new RequestContext('test', { address }), () =>
      log.record({ action, actorId, targetType: 'user', targetId }),
    );
  await record('user.created', 1, 11, '192.0.2.1');
  await record('user.updated', 1, 11, '192.0.2.1');
  await record('user.updated', 2, 12, '192.0.2.2');
  await record('user.deleted', 2, 12, '2001:db8::2');
});

async function list(query = ''): Promise<Recorded[]> {
  const { body } = await api.http().get(`${PATH}?${query}`).expect(200);
  return (body as { data: Recorded[] }).data;
}

const nextOf = (link: string): string | undefined => /<([^>]+)>; rel="next"/.exec(link)?.[1];

describe('GET /api/v1/admin/audit', () => {
  it('shows the newest first, with all that was recorded and nothing that was not', async () => {
    const [newest, ...others] = await list();
    expect(newest).toEqual({
      id: expect.any(Number),
      occurredAt: expect.stringMatching(/^\d{4}-.*Z$/),
      action: 'user.deleted',
      actorId: 2,
      targetType: 'user',
      targetId: '12',
      address: '2001:db8::2',
      requestId: 'test',
      details: {},
    });
    expect(others.map(({ action }) => action)).toEqual(['user.updated', 'user.updated', 'user.created']);
  });

  it.each([
    ['action=user.updated', 2],
    ['actorId=2', 2],
    ['targetType=user', 4],
    ['targetType=user&targetId=11', 2],
    ['targetType=post', 0],
    ['address=192.0.2.1', 2],
    ['address=2001:DB8:0::2', 1],
    ['action=user.updated&actorId=1', 1],
    ['from=2000-01-01', 4],
    ['from=2100-01-01T00:00:00Z', 0],
    ['to=2100-01-01T00:00:00.000%2B02:00', 4],
    ['to=2000-01-01', 0],
  ])('filters by %s', async (query, count) => {
    expect(await list(query)).toHaveLength(count);
  });

  it('starts at `from` and ends before `to`', async () => {
    const all = await list();
    const time = all[1]?.occurredAt ?? '';
    const since = all.filter(({ occurredAt }) => occurredAt >= time);
    expect(await list(`from=${time}`)).toEqual(since);
    expect(await list(`to=${time}`)).toEqual(all.filter(({ occurredAt }) => occurredAt < time));
  });

  it('is walked by cursor', async () => {
    const seen: Recorded[] = [];
    let path: string | undefined = `${PATH}?limit=3&targetType=user`;
    while (path) {
      const answer = await api.http().get(path).expect(200);
      seen.push(...(answer.body as { data: Recorded[] }).data);
      path = nextOf(answer.headers.link as string);
    }
    expect(seen).toEqual(await list());
  });

  it.each([
    ['action=user.burned', 'action'],
    ['actorId=-1', 'actorId'],
    ['targetId=11', 'targetType'],
    ['targetType=', 'targetType'],
    ['address=here', 'address'],
    ['address=192.0.2.0/24', 'address'],
    ['from=1', 'from'],
    ['from=2026-13-01', 'from'],
    ['to=2026-01-01T00:00:00', 'to'],
    ['to=now', 'to'],
    ['to=2026-01-01&to=2026-01-02', 'to'],
    ['page=1', 'page'],
    ['cursor=x', 'cursor'],
    ['limit=101', 'limit'],
  ])('answers %s with 400 and names the field', async (query, field) => {
    const { body } = await api.http().get(`${PATH}?${query}`).expect(400);
    expect((body as { errors: { field: string }[] }).errors.map((error) => error.field)).toEqual([field]);
  });

  it.each<[Someone['role'] | 'anonymous', number]>([
    ['anonymous', 401],
    ['user', 403],
    ['moderator', 403],
    ['admin', 200],
  ])('answers %s with %i [W2.H5]', async (role, status) => {
    const client = role === 'anonymous' ? api.anonymous() : api.as({ ...ADMIN, role });
    await client.get(PATH).expect(status);
  });

  it('has an index for every filter', async () => {
    await api.dataSource.query(
      `INSERT INTO audit_events (action, actor_id, target_type, target_id, address, occurred_at)
       SELECT 'action ' || n % 100, n % 1000, 'type ' || n % 10, n % 1000, ('10.0.0.' || n % 250)::inet,
              now() - n * interval '1 minute' FROM generate_series(1, 20000) n`,
    );
    await api.dataSource.query('ANALYZE audit_events');
    const order = 'ORDER BY occurred_at DESC, id DESC LIMIT 21';
    for (const [filter, index] of [
      ['true', 'audit_events_occurred_at_idx'],
      [`action = 'action 7'`, 'audit_events_action_idx'],
      ['actor_id = 7', 'audit_events_actor_id_idx'],
      [`target_type = 'type 7' AND target_id = '7'`, 'audit_events_target_idx'],
      [`address = '10.0.0.7'`, 'audit_events_address_idx'],
      [`occurred_at < now() - interval '9 days'`, 'audit_events_occurred_at_idx'],
    ] as const) {
      const rows = await api.dataSource.query<{ 'QUERY PLAN': string }[]>(
        `EXPLAIN SELECT * FROM audit_events WHERE ${filter} ${order}`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain(index);
      expect(plan).not.toMatch(/Seq Scan|Sort/);
    }
  });
});
