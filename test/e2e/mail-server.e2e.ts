import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { LogLines } from '../support/log-lines.ts';
import { type Stage, TestSmtpServer } from '../support/smtp-server.ts';
import { sql } from '../support/sql.ts';
import { startWorker } from '../support/worker.ts';

jest.setTimeout(60_000);

const server = new TestSmtpServer();
let api: TestApi;
let log: LogLines;

beforeAll(async () => {
  api = await startApi();
  await server.open();
  const mail = { SMTP_URL: server.url, MAIL_MAX_CONNECTIONS: '2', MAIL_TIMEOUT_MS: '3000' };
  log = (await startWorker(mail)).log;
});

beforeEach(() => {
  server.refuse = () => undefined;
});

afterAll(() => server.close());

interface Sent {
  to: string;
  path: string;
}

/** Has a mail sent, to an address of its own. */
async function send(body = 'Four?'): Promise<Sent> {
  const to = `${randomUUID()}@example.com`;
  const { headers } = await api.http().post('/api/v1/emails').send({ to, subject: 'Tea', body }).expect(202);
  return { to, path: headers.location as string };
}

/** How the job stands when it is over. */
function ended({ path }: Sent): Promise<{ state: string; attempts: number }> {
  return eventually(async () => {
    const { body } = await api.http().get(path);
    const job = body as { state: string; attempts: number };
    return ['completed', 'failed'].includes(job.state) && job;
  }, 40_000);
}

/** Refuses each mail the first time. */
function refuseOnce(at: Stage, answer: string): void {
  const seen = new Set<string>();
  server.refuse = (stage, to) => {
    if (stage !== at || seen.has(to)) return undefined;
    seen.add(to);
    return answer;
  };
}

const failures = ({ path }: Sent) =>
  log.of('job failed').filter(({ jobId }) => path.endsWith(`/${jobId as string}`));

describe('mails to a mail server', () => {
  it('go out over a few connections, which are kept', async () => {
    const sent = await Promise.all(Array.from({ length: 30 }, () => send()));
    for (const mail of sent) expect(await ended(mail)).toMatchObject({ state: 'completed' });
    expect([...server.taken].sort()).toEqual(sent.map(({ to }) => to).sort());
    expect(server.connections).toBeGreaterThan(0);
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  it('that cannot be taken now are tried again', async () => {
    refuseOnce('address', '450 4.2.1 busy, come back');
    const mail = await send();
    const job = await ended(mail);
    expect(job).toMatchObject({ state: 'completed', attempts: 2 });
    expect(job).not.toHaveProperty('reason');
    expect(server.taken.filter((to) => to === mail.to)).toHaveLength(1);
    const [past] = await eventually(async () => {
      const rows = await sql('SELECT outcome, reason FROM job_history WHERE job_id = $1', [
        mail.path.split('/').at(-1),
      ]);
      return rows.length > 0 && rows;
    });
    expect(past).toEqual({ outcome: 'completed', reason: null });
  });

  it('to a mailbox that does not exist are given up at once', async () => {
    server.refuse = () => '550 5.1.1 no such mailbox';
    const mail = await send();
    expect(await ended(mail)).toMatchObject({ state: 'failed', attempts: 1 });
    expect(JSON.stringify(failures(mail))).toContain('550 5.1.1 no such mailbox');
  });

  it('whose content is refused are given up, and the log does not repeat what the server quotes', async () => {
    const blocked = '554 5.7.1 blocked: https://a.example/#token=hunter2';
    server.refuse = (stage) => (stage === 'content' ? blocked : undefined);
    const mail = await send('https://a.example/#token=hunter2');
    expect(await ended(mail)).toMatchObject({ state: 'failed', attempts: 1 });
    expect(JSON.stringify(failures(mail))).toContain('554 5.7.1');
    expect(log.text()).not.toContain('hunter2');
  });

  it('that it wants to know the sender of are kept for when it does', async () => {
    refuseOnce('address', '530 5.7.0 authenticate first');
    expect(await ended(await send())).toMatchObject({ state: 'completed', attempts: 2 });
  });

  it('that hangs are not waited for', async () => {
    refuseOnce('content', 'silence');
    const mail = await send();
    expect(await ended(mail)).toMatchObject({ state: 'completed', attempts: 2 });
    expect(failures(mail)).toMatchObject([{ err: { code: 'ETIMEDOUT' } }]);
  });

  it('that is down go out when it is up again', async () => {
    await server.close();
    const mail = await send();
    await eventually(() => failures(mail).length === 1, 20_000);
    await server.open();
    expect(await ended(mail)).toMatchObject({ state: 'completed' });
    expect(server.taken.filter((to) => to === mail.to)).toHaveLength(1);
  });
});
