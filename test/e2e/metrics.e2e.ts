import { Controller, Get, VERSION_NEUTRAL } from '@nestjs/common';
import { Public } from '../../src/platform/access/public.decorator.js';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, type TestApi } from '../support/api.ts';
import { startApiWith } from '../support/api-with.ts';
import { eventually } from '../support/eventually.ts';
import { metric } from '../support/query-log.ts';

interface Times {
  requests: number;
  refused: number;
  errors: number;
  meanMs: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

interface Summary {
  since: string;
  total: Times;
  routes: (Times & { method: string; route: string })[];
}

@Public()
@Controller({ path: 'measured', version: VERSION_NEUTRAL })
class MeasuredController {
  @Get('slow/:ms')
  async wait(): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return 'at last';
  }

  @Get('broken')
  fail(): never {
    throw new Error('on purpose');
  }
}

const SERIES = 'groundwork_http_request_duration_seconds';
let api: TestApi;

beforeAll(async () => {
  api = await startApiWith([MeasuredController], PRIMARY_ONLY);
});

async function text(): Promise<string> {
  return (await api.http().get('/metrics').expect(200)).text;
}

async function summary(): Promise<Summary> {
  const { body } = await api.http().get('/metrics').set('accept', 'application/json').expect(200);
  return body as Summary;
}

/** What is counted of a route, as soon as it is that often. */
async function timesOf(route: string, requests: number): Promise<Summary['routes'][number]> {
  return eventually(async () =>
    (await summary()).routes.find((each) => each.route === route && each.requests >= requests),
  );
}

describe('GET /metrics', () => {
  it('has the times of each route as a histogram, by method, template and status [W4.B4] [W4.H6]', async () => {
    const { id } = await createUser(api);
    for (const path of [id, id, 987_654_321]) await api.http().get(`/api/v1/users/${path}`);
    await api.anonymous().get('/measured/slow/77').expect(200);
    await timesOf('/api/v1/users/:id', 3);
    await timesOf('/measured/slow/:ms', 1);
    const metrics = await text();
    const count = (route: string, status: number) =>
      metric(metrics, `${SERIES}_count{method="GET",route="${route}",status="${status}"}`);
    expect(metrics).toContain(`# TYPE ${SERIES} histogram`);
    expect(count('/api/v1/users/:id', 200)).toBe(2);
    expect(count('/api/v1/users/:id', 404)).toBe(1);
    const slow = `method="GET",route="/measured/slow/:ms",status="200"`;
    const bucket = (seconds: number) => metric(metrics, `${SERIES}_bucket{le="${seconds}",${slow}}`);
    expect([bucket(0.25), bucket(10)]).toEqual([0, 1]);
    expect(metric(metrics, `${SERIES}_sum{${slow}}`)).toBeGreaterThanOrEqual(0.29);
  });

  it('never has a path that a client has made up [W4.B4]', async () => {
    const before = (await summary()).routes.length;
    for (let n = 0; n < 30; n += 1) await api.anonymous().get(`/made-up-${n}`).expect(404);
    for (let n = 0; n < 30; n += 1) await api.anonymous().get(`/api/v1/users/made-up-${n}`).expect(400);
    await api.anonymous().get('/made-up-%zz').expect(400);
    await eventually(async () => metric(await text(), `${SERIES}_count`, 'status="404"') >= 30);
    expect(await text()).not.toContain('made-up');
    expect((await summary()).routes.length).toBeLessThanOrEqual(before + 3);
  });

  it('has with Accept: application/json how many requests there were, and their average time [W4.H6]', async () => {
    for (let n = 0; n < 4; n += 1) await api.anonymous().get(`/measured/slow/${n}`).expect(200);
    await api.anonymous().get('/measured/broken').expect(500);
    await api.anonymous().post('/api/v1/auth/login').send({}).expect(422);
    const slow = await timesOf('/measured/slow/:ms', 4);
    const broken = await timesOf('/measured/broken', 1);
    const login = await timesOf('/api/v1/auth/login', 1);
    expect(slow).toMatchObject({ method: 'GET', refused: 0, errors: 0 });
    for (const ms of [slow.meanMs, slow.p50Ms, slow.p95Ms, slow.p99Ms])
      expect(ms).toBeGreaterThanOrEqual(250);
    expect(slow.p50Ms).toBeLessThanOrEqual(slow.p99Ms);
    expect(broken).toMatchObject({ requests: 1, errors: 1, refused: 0 });
    expect(login).toMatchObject({ method: 'POST', requests: 1, errors: 0, refused: 1 });
    const { total, routes, since } = await summary();
    expect(total.requests).toBe(routes.reduce((sum, { requests }) => sum + requests, 0));
    expect(total.errors).toBe(1);
    const seconds = routes.reduce((sum, { requests, meanMs }) => sum + requests * meanMs, 0);
    expect(total.meanMs).toBeCloseTo(seconds / total.requests, 0);
    expect(Date.parse(since)).toBeLessThan(Date.now());
  });

  it('tells caches that it depends on Accept, and is text for whoever does not ask for JSON', async () => {
    for (const accept of [
      '*/*',
      'text/html',
      'application/openmetrics-text;version=1.0.0,text/plain;q=0.5',
    ]) {
      const { headers, text: body } = await api.http().get('/metrics').set('accept', accept).expect(200);
      expect(headers).toMatchObject({ vary: expect.stringMatching(/accept/i), 'cache-control': 'no-store' });
      expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
      expect(body).toContain('# TYPE');
    }
    const { headers } = await api.http().get('/metrics').set('accept', 'application/json');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('counts a client that went away as 499 [W4.B4]', async () => {
    const gone = new AbortController();
    const asked = fetch(`${api.url}/measured/slow/1`, { signal: gone.signal }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    gone.abort();
    await asked;
    const labels = 'method="GET",route="/measured/slow/:ms",status="499"';
    await eventually(async () => metric(await text(), `${SERIES}_count{${labels}}`) === 1);
  });
});
