import { jest } from '@jest/globals';
import { reportEmail } from '../../src/features/reports/reports.jobs.js';
import { ReportsService } from '../../src/features/reports/reports.service.js';
import { Database } from '../../src/platform/database/database.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { dayAgo, happenings } from '../builders/a-day.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { LogLines } from '../support/log-lines.ts';
import { mailsTo } from '../support/mailbox.ts';
import { commandLine } from '../support/command-line.ts';
import { startWorker } from '../support/worker.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

jest.setTimeout(60_000);

let api: TestApi;
let logs: LogLines[];
let admins: string[];
let others: string[];

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  admins = [await someone('admin'), await someone('admin')];
  others = [await someone('moderator'), await someone('user')];
  logs = (await Promise.all([startWorker(), startWorker(), startWorker()])).map(({ log }) => log);
});

/** The address of somebody new with this role. */
async function someone(role: string): Promise<string> {
  const { id, email } = await createUser(api, { name: `Boss of www.example.com` });
  await api.dataSource.query('UPDATE users SET role = $2 WHERE id = $1', [id, role]);
  return email;
}

beforeEach(() => api.dataSource.query('DELETE FROM daily_reports'));

const makeMissing = () => api.app.get(ReportsService).makeMissing();

async function storedDays(): Promise<string[]> {
  const rows = await api.dataSource.query<{ day: string }[]>(
    'SELECT day::text FROM daily_reports ORDER BY day',
  );
  return rows.map(({ day }) => day);
}

/** The subjects of the mails with reports, once no mail is on its way any more. */
async function reportsTo(address: string): Promise<string[]> {
  const email = api.app.get(JobQueues).queue('email');
  await eventually(async () => {
    const [row] = await api.dataSource.query<{ count: number }[]>(
      "SELECT count(*) AS count FROM outbox WHERE queue <> 'cache'",
    );
    const { waiting, active, delayed, prioritized } = await email.getJobCounts();
    return row?.count === 0 && !waiting && !active && !delayed && !prioritized;
  }, 30_000);
  const subjects = (await mailsTo(address)).map(({ subject }) => subject);
  return subjects.filter((subject) => subject.startsWith('Groundwork on ')).sort();
}

const subjectOf = (day: string) => `Groundwork on ${day}`;

const runs = () => logs.flatMap((log) => log.of('job completed')).filter(({ job }) => job === 'report.daily');

describe('the daily report', () => {
  it('is made once and mailed once to each admin when its time comes, by three workers [W5.H3]', async () => {
    await happenings(api, `${dayAgo(1)}T12:00:00Z`, 1);
    const queue = api.app.get(JobQueues).queue('report');
    const [job] = await eventually(async () => {
      const due = await queue.getDelayed();
      return due.length > 0 && due;
    }, 20_000);
    await job?.promote();
    await eventually(() => runs().length > 0, 20_000);
    expect(await storedDays()).toEqual([dayAgo(1)]);
    for (const address of admins) expect(await reportsTo(address)).toEqual([subjectOf(dayAgo(1))]);
    for (const address of others) expect(await reportsTo(address)).toEqual([]);
    expect(runs()).toHaveLength(1);
    // The next one waits for its time.
    expect((await queue.getDelayed()).map(({ name }) => name)).toEqual(['report.daily']);
  });

  it('is a table in the mail, as text and as HTML', async () => {
    const [mail] = await mailsTo(admins[0] ?? '');
    expect(mail?.text).toContain('Posts published | 1 | 0 (new) | 0 (new)\n');
    expect(mail?.text).toContain('Sent, EUR | 2.50 | 0.00 (new) | 0.00 (new)\n');
    expect(mail?.html).toMatch(/<th scope="row"[^>]*>Posts published<\/th>\s*<td[^>]*>1<\/td>/);
    expect(mail?.text).not.toContain('www.example.com');
  });

  it('is made and mailed once, however many make it at once', async () => {
    const admin = await someone('admin');
    const made = await Promise.all([1, 2, 3, 4, 5, 6].map(makeMissing));
    expect(made.flat()).toEqual([dayAgo(1)]);
    expect(await makeMissing()).toEqual([]);
    expect(await storedDays()).toEqual([dayAgo(1)]);
    expect(await reportsTo(admin)).toEqual([subjectOf(dayAgo(1))]);
  });

  it('is made up for when no worker was there at the end of the day', async () => {
    const admin = await someone('admin');
    await api.dataSource.query(`INSERT INTO daily_reports (day, document) VALUES ($1, '{}'), ($2, '{}')`, [
      dayAgo(5),
      dayAgo(3),
    ]);
    expect(await makeMissing()).toEqual([4, 2, 1].map(dayAgo));
    expect(await reportsTo(admin)).toEqual([4, 2, 1].map((days) => subjectOf(dayAgo(days))));
  });

  it('is made up for a month back, and mailed for a week', async () => {
    const admin = await someone('admin');
    await api.dataSource.query(`INSERT INTO daily_reports (day, document) VALUES ($1, '{}')`, [dayAgo(60)]);
    expect(await makeMissing()).toEqual(Array.from({ length: 31 }, (_, n) => dayAgo(31 - n)));
    expect(await reportsTo(admin)).toEqual([7, 6, 5, 4, 3, 2, 1].map((days) => subjectOf(dayAgo(days))));
  });

  it('is made by the command line as well', async () => {
    const run = async () => (await commandLine(['report:daily'], await workerEnvironment())).stdout;
    expect([await run(), await run()]).toEqual([`made ${dayAgo(1)}\n`, 'every day has its report\n']);
    expect(await storedDays()).toEqual([dayAgo(1)]);
  });

  it('does not go to somebody who is no admin any more', async () => {
    await makeMissing();
    const { id: userId, email } = await createUser(api);
    await api.app
      .get(Database)
      .transaction('test', (tx) =>
        api.app.get(JobQueues).enqueue(tx, reportEmail, { userId, day: dayAgo(1) }),
      );
    expect(await reportsTo(email)).toEqual([]);
  });

  it('goes to nobody when it cannot be stored', async () => {
    const admin = await someone('admin');
    await api.dataSource.query('ALTER TABLE daily_reports ADD CONSTRAINT refuse CHECK (false) NOT VALID');
    await expect(makeMissing()).rejects.toThrow();
    await api.dataSource.query('ALTER TABLE daily_reports DROP CONSTRAINT refuse');
    expect(await reportsTo(admin)).toEqual([]);
  });
});
