import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import supertest from 'supertest';
import { type Account, openAccount, openAccountWith } from '../builders/an-account.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { closeBrowsers, type OpenedPage, openPage, startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { linkTo } from '../support/link.ts';
import { startWorker } from '../support/worker.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

let api: TestApi;
let browser: Browser;
let admin: Account;
let mail: { to: string; jobId: string };

beforeAll(async () => {
  [api, browser] = await Promise.all([startApi(), startBrowser()]);
  admin = await openAccountWith(api, 'admin');
  // Moves jobs to their queues, and leaves those of this one there.
  await startWorker({ WORKER_QUEUES: 'report' });
  mail = await order();
});

afterAll(closeBrowsers);

async function order(): Promise<{ to: string; jobId: string }> {
  const to = `${randomUUID()}@example.com`;
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  const fields = { to, subject: 'Tea at four?', body: 'Bring the engine.', sendAt };
  const { body } = await api.http().post('/api/v1/emails').send(fields).expect(202);
  const { jobId } = body as { jobId: string };
  await eventually(async () => (await api.dataSource.query<object[]>('SELECT FROM outbox')).length === 0);
  return { to, jobId };
}

async function signIn(page: Page, { email, password }: Account): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button').click();
}

async function openBoard(account: Account): Promise<OpenedPage> {
  const opened = await openPage(browser, `${api.url}/admin/queues/queue/email?status=delayed`);
  expect(opened.page.url()).toMatch(/\/sign-in\?next=%2Fadmin%2Fqueues/);
  await signIn(opened.page, account);
  await opened.page.waitForURL(`${api.url}/admin/queues/**`);
  return opened;
}

describe('the dashboard of the queues', () => {
  it('asks a browser to sign in, and shows an admin the queues and their jobs [W5.H4]', async () => {
    const { page, complaints } = await openBoard(admin);
    await page.getByText('email.send').first().waitFor();
    for (const queue of ['email', 'notification', 'audit', 'media', 'report', 'import'])
      expect(await page.getByRole('link', { name: queue }).count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    const text = await page.evaluate('document.documentElement.outerHTML');
    expect(text).not.toContain(mail.to);
  });

  it('runs a delayed job at once when an admin says so, which is recorded [W5.H4]', async () => {
    const { page } = await openBoard(admin);
    // What its button sends; the browser says where it comes from.
    const address = `/admin/queues/api/queues/email/${mail.jobId}/promote`;
    expect(await page.evaluate(`fetch('${address}', { method: 'PUT' }).then(({ status }) => status)`)).toBe(
      204,
    );
    await eventually(async () => {
      const { body } = await api.http().get(`/api/v1/jobs/email/${mail.jobId}`);
      return (body as { state: string }).state === 'waiting';
    });
    const { body } = await api.http().get('/api/v1/admin/audit?action=queues.changed').expect(200);
    expect(body).toMatchObject({ data: [{ actorId: admin.id, details: { path: address } }] });
  });

  it('is nothing for others, nor for what another site sends [W5.H4]', async () => {
    const { page } = await openPage(browser, `${api.url}/sign-in?next=/admin/queues`);
    await signIn(page, await openAccount(api));
    await page.waitForURL(`${api.url}/admin/queues`);
    expect(await page.textContent('body')).toContain('permission_missing');
    await api.anonymous().get('/admin/queues/api/queues').expect(401);
    const { email, password } = admin;
    const client = supertest.agent(api.url);
    await client.post('/api/v1/session').send({ email, password }).expect(201);
    const pause = () => client.put('/admin/queues/api/queues/email/pause');
    const { body } = await pause().set('sec-fetch-site', 'cross-site').expect(403);
    expect(body).toMatchObject({ reason: 'csrf_origin_wrong' });
    await pause().expect(403);
  });

  it.each(['events', 'meta', 'wait', 'x/../id', '%6deta', 'repeat:a', '1'])(
    'takes %s for no job, and nothing is recorded',
    async (id) => {
      const path = `/admin/queues/api/queues/email/${id}`;
      const recorded = async () =>
        (await api.http().get('/api/v1/admin/audit?action=queues.changed').expect(200)).body as unknown;
      const before = await recorded();
      expect((await api.http().get(path).expect(404)).body).toMatchObject({ reason: 'job_not_found' });
      expect((await api.http().put(`${path}/clean`).expect(404)).body).toMatchObject({
        reason: 'job_not_found',
      });
      expect(await recorded()).toEqual(before);
    },
  );

  it('stops and starts a queue, and shows a job', async () => {
    await api.http().put('/admin/queues/api/queues/email/pause').expect(200);
    await api.http().put('/admin/queues/api/queues/email/resume').expect(200);
    await api.http().get('/admin/queues/api/queues/email/metrics').expect(200);
    await api.http().get(`/admin/queues/api/queues/email/${mail.jobId}`).expect(200);
    await api.http().get(`/admin/queues/api/queues/email/${randomUUID()}`).expect(404);
  });

  it('names what it cannot read', async () => {
    const { body } = await api.http().get('/admin/queues/api/job-schedulers?queueName=%25').expect(400);
    expect(body).toMatchObject({ reason: 'request_malformed', errors: [{ field: 'queueName' }] });
  });

  it('says when the queues are away', async () => {
    const link = await linkTo((await workerEnvironment()).REDIS_QUEUE_URL ?? '');
    const lonely = await startApi({ REDIS_QUEUE_URL: link.url });
    await lonely.http().get('/admin/queues/api/queues').expect(200);
    await link.cut();
    const { body } = await lonely.http().get('/admin/queues/api/queues').expect(503);
    expect(body).toMatchObject({ reason: 'queue_unavailable' });
  }, 60_000);

  it.each(['//example.com/', 'http://[', 'javascript:alert(1)'])(
    'leads to %s nobody after signing in',
    async (next) => {
      const { page } = await openPage(browser, `${api.url}/sign-in?next=${encodeURIComponent(next)}`);
      await signIn(page, admin);
      await page.waitForURL(`${api.url}/`);
    },
  );
});
