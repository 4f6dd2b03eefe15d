import { aUser, createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { LogLine } from '../support/log-lines.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ LOG_LEVEL: 'trace' });
});

function lineOf(requestId: string): Promise<LogLine> {
  return eventually(() => api.log.of('request').find((line) => line.requestId === requestId));
}

describe('the access log', () => {
  it('has one line a request with id, method, path, route, status and time [W1.S3] [W1.B3]', async () => {
    const user = await createUser(api);
    await api.http().get(`/api/v1/users/${user.id}`).set('x-request-id', 'line-1').expect(200);
    expect(await lineOf('line-1')).toMatchObject({
      level: 'info',
      service: 'api',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      method: 'GET',
      path: `/api/v1/users/${user.id}`,
      route: '/api/v1/users/:id',
      status: 200,
      durationMs: expect.any(Number),
      statements: 1,
      databaseMs: expect.any(Number),
      address: '127.0.0.1',
    });
    expect(api.log.of('request').filter(({ requestId }) => requestId === 'line-1')).toHaveLength(1);
  });

  it.each([
    ['/nowhere', 404],
    ['/api/v1/users/x', 400],
    ['/api/v1/users/%zz', 400],
    ['/static/site.css', 200],
  ])('has a line for %s [W1.S3]', async (path, status) => {
    const requestId = `line-${encodeURIComponent(path).replace(/%/g, '.')}`;
    await api.http().get(path).set('x-request-id', requestId).expect(status);
    expect(await lineOf(requestId)).toMatchObject({ path, status });
  });

  it('holds no secret of a header, the query or the body, nor an address of mail [W1.B3]', async () => {
    const headers = { cookie: 'session=hunter2cookie', 'idempotency-key': 'hunter2idempotency' };
    const wrong = { authorization: 'Bearer hunter2bearer', 'x-api-key': 'hunter2key' };
    const post = (requestId: string, credentials: object) =>
      api
        .http()
        .post('/api/v1/users?token=hunter2query')
        .set({ 'x-request-id': requestId, ...headers, ...credentials })
        .send(aUser({ name: 'hunter2name', email: 'hunter2email@example.com' }));
    await post('secrets', {}).expect(201);
    await post('refused', wrong).expect(401);
    expect(await lineOf('secrets')).toMatchObject({ query: ['token'], path: '/api/v1/users' });
    expect(await lineOf('refused')).toMatchObject({ query: ['token'], status: 401 });
    expect(api.log.text()).not.toContain('hunter2');
  });

  it('holds no value of a refused body [W1.B3]', async () => {
    await api.http().post('/api/v1/users').send({ name: 'hunter2', email: 'hunter2' }).expect(422);
    await api.http().post('/api/v1/users').type('json').send('{"password": hunter2').expect(400);
    expect(api.log.text()).not.toContain('hunter2');
  });
});
