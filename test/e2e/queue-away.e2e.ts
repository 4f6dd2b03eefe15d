import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ REDIS_QUEUE_URL: 'redis://127.0.0.1:1' });
});

describe('while the queue Redis is away', () => {
  it('promises no mail, and records no such answer for the key', async () => {
    const mail = { to: 'ada@example.com', subject: 'Tea', body: 'At four?' };
    for (const round of [1, 2]) {
      const { body } = await api
        .http()
        .post('/api/v1/emails')
        .set('Idempotency-Key', 'tea')
        .send(mail)
        .expect(503);
      expect({ round, ...(body as object) }).toMatchObject({ round, reason: 'queue_unavailable' });
    }
    expect(await api.dataSource.query('SELECT FROM idempotency_keys')).toEqual([]);
  });
});
