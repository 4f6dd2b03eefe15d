import { Rankings } from '../../src/platform/rankings/rankings.js';
import { createComment } from '../builders/a-comment.ts';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';
import { commandLine } from '../support/command-line.ts';
import { driftOf } from '../support/counters.ts';
import { runCli } from '../support/run.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

// A process for each command, on a machine that may be busy.
const SLOW_MS = 120_000;

let api: TestApi;
let user: { id: number };
let posts: number[];
let comment: { id: number };

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  user = await createUser(api);
  posts = [];
  for (let post = 0; post < 3; post += 1) posts.push((await createPost(api, user.id)).id);
  comment = await createComment(api, user.id, posts[0] ?? 0);
  await createComment(api, user.id, posts[0] ?? 0, { parentId: comment.id });
});

async function recount(args: string[] = [], run: typeof runCli | typeof commandLine = commandLine) {
  return run(['counters:recount', ...args], { ...(await workerEnvironment()), ...PRIMARY_ONLY });
}

/** As if a trigger had not done its work. */
async function drift(): Promise<void> {
  const off = 'SET LOCAL session_replication_role = replica';
  await api.dataSource.transaction(async (tx) => {
    await tx.query(off);
    await tx.query('UPDATE post_counters SET like_count = 0');
    await tx.query('UPDATE post_counters SET comment_count = 9 WHERE post_id = $1', [posts[0]]);
    await tx.query(
      'INSERT INTO post_likes (post_id, user_id) SELECT unnest($1::bigint[]), $2 ON CONFLICT DO NOTHING',
      [posts.slice(1), user.id],
    );
    await tx.query('DELETE FROM comment_counters');
    await tx.query('UPDATE user_counters SET post_count = 2 WHERE user_id = $1', [user.id]);
  });
}

describe('counters:recount', () => {
  it(
    'finds nothing where nothing is wrong',
    async () => {
      expect(await recount()).toEqual({ code: 0, stdout: '0 wrong\n', stderr: '' });
    },
    SLOW_MS,
  );

  it(
    'names what is wrong, and only with --fix makes it right [W3.H6]',
    async () => {
      await drift();
      const found = await driftOf(api.dataSource);
      expect(found).toHaveLength(5);
      const reported = await recount([], runCli);
      const lines = reported.stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/ {2,}/));
      expect({ code: reported.code, lines }).toEqual({
        code: 1,
        lines: [
          ['table', 'id', 'column', 'stored', 'counted'],
          ['user_counters', String(user.id), 'post_count', '2', '3'],
          ['post_counters', String(posts[0]), 'comment_count', '9', '2'],
          ['post_counters', String(posts[1]), 'like_count', '0', '1'],
          ['post_counters', String(posts[2]), 'like_count', '0', '1'],
          ['comment_counters', String(comment.id), 'reply_count', '0', '1'],
          ['5 wrong'],
        ],
      });
      expect(await driftOf(api.dataSource)).toEqual(found);
      const fixed = await recount(['--fix', '--limit', '1']);
      expect(fixed).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/and 4 more\n5 wrong, now right\n$/),
      });
      expect(await driftOf(api.dataSource)).toEqual([]);
      expect(await recount()).toMatchObject({ code: 0, stdout: '0 wrong\n' });
    },
    SLOW_MS,
  );

  it(
    'lets the ranking of users be made anew',
    async () => {
      const ranking = api.app.get(Rankings, { strict: false }).open('top-users', 1000);
      await drift();
      await ranking.replace(() => Promise.resolve([{ id: user.id, score: 2 }]));
      await recount(['--fix']);
      expect(await ranking.read(1)).toBeUndefined();
    },
    SLOW_MS,
  );

  it(
    'sees no drift in what is being written, and a fix disturbs nobody',
    async () => {
      await drift();
      let over = false;
      const write = async (turn: number) => {
        const [writer, post] = [await createUser(api), posts[turn % posts.length] ?? 0];
        const path = `/api/v1/posts/${post}/likes/me`;
        for (let step = 0; !over; step += 1) {
          await (step % 2 === 0 ? api.as(writer).put(path) : api.as(writer).delete(path)).expect(204);
          if (step % 5 === 0) await createComment(api, writer.id, post, { body: 'Meanwhile' });
        }
      };
      const writers = Promise.all([0, 1, 2, 3, 4, 5].map(write));
      const fixed = await recount(['--fix'], runCli);
      const checks = [await recount(), await recount()];
      over = true;
      await writers;
      expect(fixed).toMatchObject({ code: 0, stdout: expect.stringContaining('5 wrong, now right') });
      for (const check of checks) expect(check).toEqual({ code: 0, stdout: '0 wrong\n', stderr: '' });
      expect(await driftOf(api.dataSource)).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'wants a sensible limit',
    async () => {
      expect(await recount(['--limit', '0'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('must be an integer'),
      });
    },
    SLOW_MS,
  );
});
