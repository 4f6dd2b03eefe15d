import pg from 'pg';
import { aComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { driftOf } from '../support/counters.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

const SLOW_MS = 60_000;

let api: TestApi;
let author: { id: number };
let post: { id: number };

beforeAll(async () => {
  const patient = { DATABASE_STATEMENT_TIMEOUT_MS: String(SLOW_MS), REQUEST_TIMEOUT_MS: String(SLOW_MS) };
  api = await startApi({ ...PRIMARY_ONLY, ...patient });
});

beforeEach(async () => {
  author = await createUser(api);
  post = await createPost(api, author.id);
});

afterEach(async () => expect(await driftOf(api.dataSource)).toEqual([]));

const waitingAre = (count: number) => eventually(async () => (await waiting(api)) === count, SLOW_MS);
const retried = () => api.log.of('transaction retried').map(({ transaction }) => transaction);

/** Adds a comment and returns its id. */
async function comment(authorId: number, parentId: number | null = null): Promise<number> {
  const rows = await api.dataSource.query<{ id: number }[]>(
    `INSERT INTO comments (post_id, author_id, parent_id, depth, body)
     VALUES ($1, $2, $3::bigint, ($3 IS NOT NULL)::integer, 'Text') RETURNING id`,
    [post.id, authorId, parentId],
  );
  return rows[0]?.id ?? 0;
}

describe('a deadlock', () => {
  it(
    'that a like is the victim of costs a second, and the client hears nothing of it [W3.H6] [W4.S5]',
    async () => {
      const guest = await createUser(api);
      await api.as(author).put(`/api/v1/posts/${post.id}/likes/me`).expect(204);
      const other = new pg.Client({ connectionString: (await workerEnvironment()).DATABASE_URL });
      await other.connect();
      // Who looks for deadlocks gives way, and that is to be the like.
      await other.query(`SET deadlock_timeout = '1h'`);
      await other.query('BEGIN');
      await other.query('SELECT FROM posts WHERE id = $1 FOR UPDATE', [post.id]);
      // It has locked the user and waits for the post, whose holder waits for the user.
      const liking = api.as(guest).put(`/api/v1/posts/${post.id}/likes/me`).then();
      await waitingAre(1);
      const locked = other.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [guest.id]);
      await locked;
      await other.query('ROLLBACK');
      await other.end();
      expect((await liking).status).toBe(204);
      expect(retried()).toContain('like.add');
    },
    SLOW_MS,
  );

  it(
    'of two accounts that have answered each other, deleted at once, ends with both deleted [W3.H6] [W4.S5]',
    async () => {
      const [one, two] = [await createUser(api), await createUser(api)];
      const [ofOne, ofTwo] = [await comment(one.id), await comment(two.id)];
      await comment(two.id, ofOne);
      await comment(one.id, ofTwo);
      const [lastOfOne, lastOfTwo] = [await comment(one.id), await comment(two.id)];
      // Each deletion takes the comments of its account and stops at the last; then both want the replies to them.
      const holdsLast = `SELECT FROM comments WHERE id IN (${lastOfOne}, ${lastOfTwo}) FOR UPDATE`;
      const deletions = await whileLocked(holdsLast, async (release) => {
        const both = [one, two].map(({ id }) => api.http().delete(`/api/v1/users/${id}`).then());
        await waitingAre(2);
        await release();
        return Promise.all(both);
      });
      expect(deletions.map(({ status }) => status)).toEqual([204, 204]);
      expect(retried()).toContain('user.delete');
      expect(await api.dataSource.query('SELECT FROM comments WHERE post_id = $1', [post.id])).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'is not met by a reply to a comment whose post is being deleted: it waits, and finds no post',
    async () => {
      const parentId = await comment(author.id);
      const before = retried().length;
      // The deletion has the post and waits for the comment, which a reply could lock.
      const holdsParent = `SELECT FROM comments WHERE id = ${parentId} FOR KEY SHARE`;
      const answers = await whileLocked(holdsParent, async (release) => {
        const deletion = api.as(author).delete(`/api/v1/posts/${post.id}`).then();
        await waitingAre(1);
        const guest = await createUser(api);
        const path = `/api/v1/posts/${post.id}/comments`;
        const reply = api.as(guest).post(path).send(aComment({ parentId })).then();
        await waitingAre(2);
        await release();
        return Promise.all([deletion, reply]);
      });
      expect(answers.map(({ status }) => status)).toEqual([204, 404]);
      expect(retried()).toHaveLength(before);
    },
    SLOW_MS,
  );
});
