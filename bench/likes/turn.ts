import pg from 'pg';
import { treeCpuSeconds } from '../cpu-time.ts';
import { median } from '../statistics.ts';
import { changeLike, USERS_EACH } from './change-like.ts';
import { WAYS, type WayName } from './ways.ts';

export interface Turn {
  perSecond: number;
  /** CPU time of all of PostgreSQL for one change, in microseconds. */
  postgresCpuUs: number;
  /** What has to be added to counters, when the turn is over. */
  rowsBesides: number;
  /** To ask for the number of the first post then, with the way there and back. */
  readMs: number;
}

const READS = 100;

/** Connections that like and take back, each for users of its own. */
export async function openTurns(url: string, postgresPid: number, connections: number) {
  const clients = Array.from({ length: connections + 1 }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  const [observer, ...likers] = clients as [pg.Client, ...pg.Client[]];
  return { take, close: async () => void (await Promise.all(clients.map((client) => client.end()))) };

  async function take(name: WayName, posts: number, seconds: number): Promise<Turn> {
    const way = WAYS[name];
    for (const client of clients) await client.query(`SET search_path = ${way.schema}, public`);
    const [, ...besides] = way.tables;
    await observer.query(`TRUNCATE ${['post_likes', 'outbox', ...besides].join(', ')}`);
    await observer.query('UPDATE post_counters SET like_count = 0');
    await observer.query('VACUUM post_counters, posts');
    const [startedAt, before] = [performance.now(), treeCpuSeconds(postgresPid)];
    const endsAt = startedAt + seconds * 1000;
    const counts = await Promise.all(likers.map((client, index) => likeUntil(endsAt, client, index, posts)));
    const changes = counts.reduce((sum, count) => sum + count, 0);
    const passed = performance.now() - startedAt;
    const postgresCpuUs = ((treeCpuSeconds(postgresPid) - before) / changes) * 1e6;
    const rowsBesides = await checkNumber(observer, way.tables);
    return {
      perSecond: (changes * 1000) / passed,
      postgresCpuUs,
      rowsBesides,
      readMs: await reading(observer, way.tables),
    };
  }
}

/** Whichever way: a number that is not exact is worth nothing. Returns how many rows there are besides counters. */
async function checkNumber(observer: pg.Client, [counters, besides]: readonly string[]): Promise<number> {
  const sum = [counters, besides].filter((table) => table !== undefined).map((table) => total(table));
  const { rows } = await observer.query<{ kept: number; likes: number; besides: number }>(
    `SELECT (${sum.join(' + ')})::integer AS kept, (SELECT count(*) FROM post_likes)::integer AS likes,
            ${besides ? `(SELECT count(*) FROM ${besides})` : '0'}::integer AS besides`,
  );
  const { kept = NaN, likes = NaN, besides: found = 0 } = rows[0] ?? {};
  if (kept !== likes) throw new Error(`${likes} likes were counted as ${kept}`);
  return found;
}

async function reading(observer: pg.Client, tables: readonly string[]): Promise<number> {
  const sum = tables.map((table) => total(table, 'WHERE post_id = 1')).join(' + ');
  const times: number[] = [];
  for (let read = 0; read < READS; read += 1) {
    const begunAt = performance.now();
    await observer.query(`SELECT ${sum} AS likes`);
    times.push(performance.now() - begunAt);
  }
  return median(times);
}

const total = (table: string, which = '') => `coalesce((SELECT sum(like_count) FROM ${table} ${which}), 0)`;

/** How many changes it was. */
async function likeUntil(endsAt: number, client: pg.Client, index: number, posts: number): Promise<number> {
  const liked = new Set<string>();
  let changes = 0;
  for (; performance.now() < endsAt; changes += 1) {
    const user = 1 + index * USERS_EACH + (changes % USERS_EACH);
    const post = 1 + ((index + changes) % posts);
    const like = `${post} ${user}`;
    await changeLike(client, post, user, liked.has(like));
    if (!liked.delete(like)) liked.add(like);
  }
  return changes;
}
