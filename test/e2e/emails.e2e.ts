import { randomUUID } from 'node:crypto';
import { createUser, aUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { LogLines } from '../support/log-lines.ts';
import { mailsTo, mailTo } from '../support/mailbox.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;
let workerLog: LogLines;

beforeAll(async () => {
  api = await startApi();
  workerLog = (await startWorker()).log;
});

function anEmail(fields: object = {}) {
  return {
    to: `${randomUUID()}@example.com`,
    subject: 'Tea at four?',
    body: 'Bring\nthe engine.',
    ...fields,
  };
}

describe('the email queue', () => {
  it('welcomes a new user by a mail that the worker sends [W5.S1] [W5.S2] [W5.S3]', async () => {
    const user = await createUser(api, { name: 'Grace Hopper' });
    const mail = await mailTo(user.email);
    expect(mail).toMatchObject({
      to: [user.email],
      subject: 'Welcome to Groundwork',
      text: expect.stringContaining('Hello Grace Hopper,'),
      html: expect.stringContaining('Hello Grace Hopper,'),
      headers: { 'message-id': expect.stringMatching(/^<welcome-[\w-]+@groundwork>$/) },
    });
  });

  it('escapes a hostile name in the HTML and lets it add no header', async () => {
    const user = await createUser(api, { name: '<img src=x onerror="alert(1)">&\'' });
    const { html, text } = await mailTo(user.email);
    expect(html).toContain('&lt;img src&#x3D;x onerror&#x3D;&quot;alert(1)&quot;&gt;&amp;&#x27;');
    expect(html).not.toContain('<img');
    expect(text).toContain('<img src=x onerror="alert(1)">&\'');
  });

  it('gets no mail for a user whose creation is rolled back', async () => {
    const refused = aUser();
    // The record of the idempotency key is the last that is written: all before it has been done by then.
    await api.dataSource.query('ALTER TABLE idempotency_keys ADD CONSTRAINT refuse CHECK (false) NOT VALID');
    await api.http().post('/api/v1/users').set('idempotency-key', 'a').send(refused).expect(422);
    await api.dataSource.query('ALTER TABLE idempotency_keys DROP CONSTRAINT refuse');
    await mailTo((await createUser(api)).email);
    expect(await mailsTo(refused.email)).toEqual([]);
    const welcomed = () => workerLog.of('job completed').filter(({ job }) => job === 'user.welcome').length;
    const created = await usersCreated();
    await eventually(() => welcomed() >= created);
    expect(welcomed()).toBe(created);
  });

  it('takes a mail by HTTP and says where to follow it [W5.S4]', async () => {
    const email = anEmail();
    const accepted = await api.http().post('/api/v1/emails').send(email).expect(202);
    const { jobId } = accepted.body as { jobId: string };
    const location = accepted.headers.location as string;
    expect(location).toBe(`/api/v1/jobs/email/${jobId}`);
    const job = await eventually(async () => {
      const { body } = await api.http().get(location).expect(200);
      return (body as { state: string }).state === 'completed' && (body as object);
    });
    expect(job).toMatchObject({ id: jobId, queue: 'email', name: 'email.send', attempts: 1 });
    expect(JSON.stringify(job)).not.toContain(email.to);
    expect(await mailTo(email.to)).toMatchObject({ subject: email.subject, text: 'Bring\nthe engine.\n' });
  });

  it('sends a mail later if that is asked for [W5.I2]', async () => {
    const sendAt = new Date(Date.now() + 4000);
    const later = anEmail({ sendAt: sendAt.toISOString() });
    const { headers } = await api.http().post('/api/v1/emails').send(later).expect(202);
    const path = headers.location as string;
    expect((await api.http().get(path).expect(200)).body).toMatchObject({ state: 'delayed' });
    await mailTo(later.to);
    const { body } = await api.http().get(path).expect(200);
    expect(Date.parse(body.finishedAt)).toBeGreaterThanOrEqual(sendAt.getTime());
  });

  it('sends a mail once for one idempotency key', async () => {
    const [key, email] = [randomUUID(), anEmail()];
    const send = () => api.http().post('/api/v1/emails').set('idempotency-key', key).send(email).expect(202);
    const [first, again] = [await send(), await send()];
    expect(again.body).toEqual(first.body);
    const last = anEmail();
    await api.http().post('/api/v1/emails').send(last).expect(202);
    await mailTo(last.to);
    expect(await mailsTo(email.to)).toHaveLength(1);
  });

  it('logs what was completed, with the request it came from and its times [W5.S7]', async () => {
    const answer = await api.http().post('/api/v1/users').set('x-request-id', 'welcome-1').send(aUser());
    expect(answer.status).toBe(201);
    const line = await eventually(() =>
      workerLog.of('job completed').find(({ requestId }) => requestId === 'welcome-1'),
    );
    expect(line).toMatchObject({
      level: 'info',
      service: 'worker',
      queue: 'email',
      job: 'user.welcome',
      jobId: expect.stringMatching(/^[\da-f-]{36}$/),
      attempt: 1,
      waitMs: expect.any(Number),
      runMs: expect.any(Number),
    });
    expect(JSON.stringify(line)).not.toContain((answer.body as { email: string }).email);
  });

  it.each([
    ['no address', { to: 'ada' }, 'to'],
    ['two addresses', { to: 'a@example.com, b@example.com' }, 'to'],
    ['a subject of two lines', { subject: 'Tea\r\nBcc: all@example.com' }, 'subject'],
    ['no body', { body: '' }, 'body'],
    ['no time', { sendAt: 'tomorrow' }, 'sendAt'],
    ['a time too far away', { sendAt: '2999-01-01T00:00:00Z' }, 'sendAt'],
    ['an unheard-of priority', { priority: 'highest' }, 'priority'],
  ])('refuses %s', async (_, fields, field) => {
    const { body } = await api.http().post('/api/v1/emails').send(anEmail(fields)).expect(422);
    expect(body).toMatchObject({ errors: [{ field }] });
  });

  it.each(['/api/v1/jobs/email/none', '/api/v1/jobs/none/1'])('knows no job at %s', async (path) => {
    expect((await api.http().get(path).expect(404)).body).toMatchObject({ reason: 'job_not_found' });
  });
});

async function usersCreated(): Promise<number> {
  const [row] = await api.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM users');
  return row?.count ?? 0;
}
