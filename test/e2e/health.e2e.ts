import { randomUUID } from 'node:crypto';
import { aUser } from '../builders/a-user.ts';
import { openAccountWith } from '../builders/an-account.ts';
import { startApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { linkTo } from '../support/link.ts';
import { startS3Server } from '../support/s3-server.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

interface Health {
  status: string;
  uptimeSeconds: number;
  parts: Record<string, { status: string; message?: string }>;
}

const CLOSED = '127.0.0.1:1';

const cuts: (() => Promise<void>)[] = [];

afterAll(() => Promise.all(cuts.map((cut) => cut())));

describe('health', () => {
  it('is ok, with every part up, and says how long the process runs [W1.H6]', async () => {
    const api = await startApi();
    // The replicas have to hear of the database that was made for this test.
    const { headers, body } = await eventually(async () => {
      const answer = await api.http().get('/health').expect(200);
      return (answer.body as Health).status === 'ok' && answer;
    });
    expect(headers['cache-control']).toBe('no-store');
    expect((body as Health).uptimeSeconds).toBeGreaterThanOrEqual(0);
    const parts = Object.entries((body as Health).parts);
    expect(parts.map(([name, { status }]) => `${name} ${status}`).sort()).toEqual([
      'cache-redis up',
      'database up',
      'email-queue up',
      'node-1 up',
      'node-2 up',
      'node-3 up',
      'queue-redis up',
      'storage up',
    ]);
  });

  it('tells strangers and users whether it is well, and nothing of its parts', async () => {
    const api = await startApi();
    for (const client of [api.anonymous(), api.as({ id: 1 }), api.as({ id: 1, role: 'moderator' })]) {
      const { body } = await client.get('/health').expect(200);
      expect(Object.keys(body as Health).sort()).toEqual(['status', 'uptimeSeconds']);
    }
  });

  it('live and ready answer for themselves [W1.H6]', async () => {
    const api = await startApi();
    const live = await api.http().get('/health/live').expect(200);
    expect(live.body).toEqual({ status: 'ok', uptimeSeconds: expect.any(Number) as number });
    const ready = await api.http().get('/health/ready').expect(200);
    expect(ready.body).toEqual({ status: 'ok' });
  });

  it('a dead replica degrades it and takes nothing out of service [W1.H6]', async () => {
    const api = await startApi({ DATABASE_REPLICA_URLS: `postgres://a:b@${CLOSED}/none` });
    const { body } = await api.http().get('/health').expect(200);
    expect(body).toMatchObject({
      status: 'degraded',
      parts: {
        'node-1': { status: 'up', role: 'primary' },
        'node-2': { status: 'degraded', role: 'out', message: 'unreachable' },
      },
    });
    await api.http().get('/health/ready').expect(200);
    await api.http().get('/api/v1/users').expect(200);
    expect(JSON.stringify(body)).not.toContain(CLOSED);
  });

  it('a second primary is found out [W1.H6]', async () => {
    const { DATABASE_URL = '' } = await workerEnvironment();
    const api = await startApi({ DATABASE_REPLICA_URLS: DATABASE_URL });
    const { body } = await api.http().get('/health').expect(200);
    // Which of the two is taken for the first depends on who answers first.
    const { 'node-1': one, 'node-2': two } = (body as Health).parts;
    expect([one, two]).toContainEqual(expect.objectContaining({ status: 'up', role: 'primary' }));
    expect([one, two]).toContainEqual({ status: 'degraded', role: 'out', message: 'second_primary' });
  });

  it('both Redis away degrade it; users are created all the same [W1.H6]', async () => {
    const api = await startApi({
      REDIS_QUEUE_URL: `redis://${CLOSED}`,
      REDIS_CACHE_URL: `redis://${CLOSED}`,
    });
    const { http } = await openAccountWith(api, 'admin');
    const { body } = await http.get('/health').expect(200);
    expect(body).toMatchObject({
      status: 'degraded',
      parts: {
        'queue-redis': { status: 'degraded' },
        'cache-redis': { status: 'degraded' },
        'email-queue': { status: 'degraded' },
      },
    });
    await http.get('/health/ready').expect(200);
    await http.post('/api/v1/users').send(aUser()).expect(201);
    // The welcome and the link of the account above, and this welcome: they wait in the outbox.
    expect(await api.dataSource.query("SELECT FROM outbox WHERE queue <> 'cache'")).toHaveLength(3);
    expect(api.log.of('queue Redis is away')).toHaveLength(1);
    const refused = await http.get(`/api/v1/jobs/email/${randomUUID()}`).expect(503);
    expect([refused.headers['retry-after'], refused.body]).toMatchObject([
      '5',
      { reason: 'queue_unavailable' },
    ]);
  });

  it('storage away degrades it and takes nothing out of service', async () => {
    const server = await startS3Server();
    cuts.push(server.stop);
    const api = await startApi(server.env);
    const storage = async () => {
      const { body } = await api.http().get('/health').expect(200);
      return (body as Health).parts.storage;
    };
    expect(await storage()).toEqual({ status: 'up' });
    await server.kill();
    // What was heard a moment ago still counts.
    await eventually(async () => (await storage())?.status === 'degraded', 30_000);
    const { body } = await api.http().get('/health').expect(200);
    expect(body).toMatchObject({ status: 'degraded', parts: { database: { status: 'up' } } });
    expect((body as Health).parts.storage).toEqual({ status: 'degraded', message: 'cannot be reached' });
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|ECONN|S3RVER/);
    expect((await api.http().get('/health/ready').expect(200)).body).toEqual({ status: 'ok' });
    await api.http().get('/api/v1/users').expect(200);
  }, 60_000);

  it('without the primary reads go on, and writes are 503 with Retry-After [W1.H6] [W4.S5]', async () => {
    const { DATABASE_URL = '' } = await workerEnvironment();
    const link = await linkTo(DATABASE_URL);
    cuts.push(link.cut);
    const api = await startApi({ DATABASE_URL: link.url, DATABASE_PRIMARY_WAIT_MS: '300' });
    await link.cut();
    const health = await eventually(async () => {
      const { body } = await api.http().get('/health').expect(200);
      return (body as Health).parts['node-1']?.message === 'unreachable' && (body as Health);
    });
    expect(health).toMatchObject({ status: 'degraded', parts: { database: { status: 'degraded' } } });
    expect((await api.http().get('/health/ready').expect(200)).body).toEqual({ status: 'degraded' });
    await api.http().get('/api/v1/users').expect(200);
    const refused = await api.http().post('/api/v1/users').send(aUser()).expect(503);
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.body).toMatchObject({ reason: 'database_unavailable' });

    await link.mend();
    await eventually(async () => (await api.http().post('/api/v1/users').send(aUser())).status === 201);
  });

  it('without any server it is 503 everywhere, with Retry-After for requests [W1.H6] [W4.S5]', async () => {
    const { DATABASE_URL = '' } = await workerEnvironment();
    const link = await linkTo(DATABASE_URL);
    cuts.push(link.cut);
    const api = await startApi({
      DATABASE_URL: link.url,
      DATABASE_REPLICA_URLS: '',
      DATABASE_PRIMARY_WAIT_MS: '300',
    });
    await api.http().get('/health/ready').expect(200);
    await link.cut();

    const { body } = await eventually(async () => {
      const answer = await api.http().get('/health');
      return answer.status === 503 && answer;
    });
    expect(body).toMatchObject({ status: 'error', parts: { database: { status: 'down' } } });
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|ECONN/);
    expect((await api.http().get('/health/ready').expect(503)).body).toEqual({ status: 'error' });
    await api.http().get('/health/live').expect(200);
    const refused = await api.http().get('/api/v1/users').expect(503);
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(refused.body).toMatchObject({ reason: 'database_unavailable' });

    await link.mend();
    await eventually(async () => (await api.http().get('/health/ready')).status === 200);
    await api.http().get('/api/v1/users').expect(200);
  });
});
