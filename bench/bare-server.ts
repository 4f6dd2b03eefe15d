import slugify from '@sindresorhus/slugify';
import fastify from 'fastify';
import pg from 'pg';
import { FIND_POST, FIND_USER, INSERT_POST, listPosts, listUsers } from './bare-statements.ts';

// What the API is measured against: the same statements and the same JSON, and nothing besides. No validation, no
// logging, no time-outs, no headers of its own, no limits; a token is read and believed, not checked.
type Row = Record<string, string | number | Date | null>;

interface NewPost {
  title: string;
  body: string;
}

const bigint = 20;
pg.types.setTypeParser(bigint, Number);

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.DATABASE_POOL_MAX),
});
const server = fastify();

server.get('/health/ready', () => ({ status: 'ok' }));

server.get<{ Params: { id: string } }>('/api/v1/users/:id', async (request, reply) => {
  const { rows } = await pool.query<Row>(FIND_USER, [Number(request.params.id)]);
  return rows[0] ? toUser(rows[0], 'User') : reply.callNotFound();
});

server.get<{ Querystring: { limit: string } }>('/api/v1/users', async (request) => {
  const limit = Number(request.query.limit);
  const { rows } = await pool.query<Row>(listUsers(limit + 1));
  return toList(rows, limit, '-createdAt', (row) => toUser(row, 'user'));
});

server.get<{ Querystring: { limit: string } }>('/api/v1/posts', async (request) => {
  const limit = Number(request.query.limit);
  const { rows } = await pool.query<Row>(listPosts(limit + 1));
  return toList(rows, limit, '-publishedAt', toPost);
});

server.post<{ Body: NewPost }>('/api/v1/posts', async (request, reply) => {
  const { title, body } = request.body;
  const authorId = subjectOf(request.headers.authorization ?? '');
  const post = await inTransaction(async (client) => {
    const inserted = await client.query<Row>(INSERT_POST, [authorId, title, body]);
    const { rows } = await client.query<Row>(FIND_POST, [inserted.rows[0]?.id]);
    return rows[0];
  });
  return reply.status(201).send(post && toPost(post));
});

process.on('SIGTERM', () => process.exit(0));
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });

function subjectOf(authorization: string): number {
  const claims = authorization.split('.')[1] ?? '';
  return Number((JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string }).sub);
}

async function inTransaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('START TRANSACTION');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

function toUser(row: Row, alias: string) {
  const field = (name: string) => row[`${alias}_${name}`];
  return {
    id: field('id'),
    name: field('name'),
    // Sample users have no picture.
    avatar: field('avatar_id'),
    createdAt: field('created_at'),
    updatedAt: field('updated_at'),
  };
}

function toPost(row: Row) {
  return {
    id: row.post_id,
    title: row.post_title,
    body: row.post_body,
    slug: `${slugify(String(row.post_title), { decamelize: false })}-${String(row.post_id)}`,
    language: row.post_language,
    tags: row.post_tags,
    status: row.post_published_at === null ? 'draft' : 'published',
    author: { id: row.author_id, name: row.author_name },
    commentCount: row.counters_comment_count ?? 0,
    likeCount: row.counters_likeCount ?? 0,
    viewCount: row.counters_view_count ?? 0,
    publishedAt: row.post_published_at,
    createdAt: row.post_created_at,
    updatedAt: row.post_updated_at,
  };
}

interface Item {
  id: unknown;
  createdAt: unknown;
  publishedAt?: unknown;
}

function toList(rows: Row[], limit: number, sort: '-createdAt' | '-publishedAt', toItem: (row: Row) => Item) {
  const data = rows.slice(0, limit).map(toItem);
  const last = data.at(-1);
  const more = rows.length > limit && last;
  const cursor = () => Buffer.from(JSON.stringify([sort, last?.publishedAt ?? last?.createdAt, last?.id]));
  return { data, meta: { limit, nextCursor: more ? cursor().toString('base64url') : undefined } };
}
