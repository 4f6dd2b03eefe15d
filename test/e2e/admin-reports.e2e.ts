import { COUNTS, MONEY } from '../../src/features/reports/report-figures.js';
import { dayAgo, happenings } from '../builders/a-day.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { commandLine } from '../support/command-line.ts';
import { runCli } from '../support/run.ts';
import { sql } from '../support/sql.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

const PATH = '/api/v1/admin/reports';
const DAY = dayAgo(10);

let api: TestApi;

beforeAll(async () => {
  // A server far east of UTC, whose days are others.
  await sql(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone TO ''Pacific/Kiritimati''', current_database()); END $$`,
  );
  api = await startApi(PRIMARY_ONLY);
  const [one, two] = [(await createUser(api)).id, (await createUser(api)).id];
  await happenings(api, `${DAY}T00:00:00Z`, one);
  await happenings(api, `${DAY}T23:59:59.999Z`, one);
  await happenings(api, `${DAY}T12:00:00Z`, two);
  await happenings(api, `${dayAgo(11)}T23:59:59.999Z`, one);
  await happenings(api, `${dayAgo(9)}T00:00:00Z`, one);
  await happenings(api, `${dayAgo(17)}T12:00:00Z`, one);
});

const put = (day: string) => api.http().put(`${PATH}/${day}`);

const FIGURE = { value: 3, dayBefore: 1, weekBefore: 1 };

describe('the report of a day', () => {
  it('counts from midnight to midnight in UTC, beside the day before and the week before', async () => {
    const { body } = await put(DAY).expect(200);
    expect(body).toEqual({
      day: DAY,
      createdAt: expect.stringMatching(/Z$/),
      newUsers: FIGURE,
      signIns: FIGURE,
      activeUsers: { value: 2, dayBefore: 1, weekBefore: 1 },
      posts: FIGURE,
      comments: FIGURE,
      likes: FIGURE,
      jobs: FIGURE,
      failedJobs: FIGURE,
      currencies: [
        {
          currency: 'EUR',
          transfers: FIGURE,
          volume: { value: '750', dayBefore: '250', weekBefore: '250' },
          deposits: { value: '750', dayBefore: '250', weekBefore: '250' },
        },
      ],
    });
    expect((await api.http().get(`${PATH}/${DAY}`).expect(200)).body).toEqual(body);
  });

  it('of a day on which nothing happened says so', async () => {
    const { body } = await put(dayAgo(40)).expect(200);
    expect(body).toMatchObject({ newUsers: { value: 0, dayBefore: 0, weekBefore: 0 }, currencies: [] });
  });

  it('stays as it is until it is made anew, with another entity tag', async () => {
    const { headers } = await put(DAY);
    await happenings(api, `${DAY}T13:00:00Z`, (await createUser(api)).id);
    const before = await api
      .http()
      .get(`${PATH}/${DAY}`)
      .set('if-none-match', headers.etag as string);
    expect(before.status).toBe(304);
    expect((await put(DAY)).body).toMatchObject({ posts: { value: 4 }, activeUsers: { value: 3 } });
    expect((await api.http().get(`${PATH}/${DAY}`)).headers.etag).not.toBe(headers.etag);
  });

  it('counts no deleted comment, nor who only wrote that', async () => {
    const day = dayAgo(70);
    const [one, two] = [(await createUser(api)).id, (await createUser(api)).id];
    await happenings(api, `${day}T12:00:00Z`, one);
    await api.dataSource.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica');
      await tx.query(
        `INSERT INTO comments (post_id, author_id, body, deleted_at, created_at)
         SELECT max(id), $1, '', now(), $2 FROM posts`,
        [two, `${day}T13:00:00Z`],
      );
    });
    expect((await put(day)).body).toMatchObject({ comments: { value: 1 }, activeUsers: { value: 1 } });
  });

  it('keeps the numbers of jobs that the history has forgotten', async () => {
    const [day, user] = [dayAgo(50), (await createUser(api)).id];
    await happenings(api, `${day}T12:00:00Z`, user);
    expect((await put(day)).body).toMatchObject({ jobs: { value: 1 }, posts: { value: 1 } });
    await api.dataSource.query(
      `DELETE FROM job_history WHERE finished_at >= $1::timestamptz AND finished_at < $1::timestamptz + interval '1 day'`,
      [`${day}T00:00:00Z`],
    );
    await happenings(api, `${dayAgo(51)}T12:00:00Z`, user);
    const { body } = await put(day);
    const kept = { value: 1, dayBefore: 0 };
    expect(body).toMatchObject({ jobs: kept, failedJobs: kept, posts: { value: 1, dayBefore: 1 } });
  });

  it('is shown by the command line, as the mail shows it', async () => {
    const { code, stdout } = await runCli(['report:daily', '--day', DAY], await workerEnvironment());
    expect(code).toBe(0);
    expect(stdout).toContain('Posts published | 4 | 1 (+300 %) | 1 (+300 %)\n');
    expect(stdout).toContain('Sent, EUR | 10.00 | 2.50 (+300 %) | 2.50 (+300 %)\n');
    const refused = await commandLine(['report:daily', '--day', '2026-02-30'], await workerEnvironment());
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('must be a day such as')]);
  });

  it.each([
    ['today', 0, 'day_not_over'],
    ['tomorrow', -1, 'day_not_over'],
    ['long ago', 358, 'day_too_old'],
  ])('of %s is not made', async (_, days, reason) => {
    expect((await put(dayAgo(days)).expect(409)).body).toMatchObject({ reason });
    await api
      .http()
      .get(`${PATH}/${dayAgo(days)}`)
      .expect(404);
  });

  it('of yesterday and of the oldest day whose sign-ins are kept is', async () => {
    await put(dayAgo(1)).expect(200);
    await put(dayAgo(357)).expect(200);
  });

  it.each([
    'yesterday',
    '2026-02-30',
    '2026-1-1',
    '0000-01-01',
    '2026-01-01T00:00:00Z',
    '12026-01-01',
    '%00',
  ])('of %j is no day', async (day) => {
    for (const answer of [await api.http().get(`${PATH}/${day}`), await put(day)])
      expect([answer.status, answer.body]).toMatchObject([400, { errors: [{ field: 'day' }] }]);
  });

  it('that is not there is 404', async () => {
    const { body } = await api.http().get(`${PATH}/1999-12-31`).expect(404);
    expect(body).toMatchObject({ reason: 'report_not_found' });
  });

  it('is found without reading whole tables', async () => {
    await api.dataSource.transaction(async (tx) => {
      await tx.query('SET LOCAL enable_seqscan = off');
      for (const statement of [COUNTS, MONEY]) {
        const rows = await tx.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${statement}`, [DAY]);
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(plan).toContain('transfers_created_at_idx');
        expect(plan).not.toContain('Seq Scan');
      }
    });
  });
});

describe('the list of reports', () => {
  it('has the newest first, a part at a time', async () => {
    const all = await daysOf(`${PATH}?limit=100`);
    expect(all).toEqual([...all].sort().reverse());
    expect(all).toContain(DAY);
    const { body } = await api.http().get(`${PATH}?limit=2`).expect(200);
    expect(body.data).toHaveLength(2);
    const rest = await daysOf(`${PATH}?limit=100&cursor=${body.meta.nextCursor as string}`);
    expect([...(body.data as { day: string }[]).map(({ day }) => day), ...rest]).toEqual(all);
  });

  it.each(['x', 'aWQgeA', Buffer.from('id 99999999999999999').toString('base64url')])(
    'takes no cursor %j',
    async (cursor) => {
      await api.http().get(`${PATH}?cursor=${cursor}`).expect(400);
    },
  );
});

async function daysOf(path: string): Promise<string[]> {
  const { body } = await api.http().get(path).expect(200);
  return (body as { data: { day: string }[] }).data.map(({ day }) => day);
}
