import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';

/** How many users a connection likes for. */
export const USERS_EACH = 64;

// What the service of likes sends, prepared.
const HOLD = {
  name: 'hold',
  text: `SELECT posts.author_id AS "authorId", posts.published_at AS "publishedAt"
         FROM users CROSS JOIN posts WHERE users.id = $2 AND posts.id = $1 FOR KEY SHARE OF users, posts`,
};
const ADD = {
  name: 'add',
  text: 'INSERT INTO post_likes (post_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING post_id',
};
const REMOVE = { name: 'remove', text: 'DELETE FROM post_likes WHERE post_id = $1 AND user_id = $2' };
const TAKE_BACK = {
  name: 'take-back',
  text: `WITH deleted AS (
           DELETE FROM notifications
           WHERE post_id = $1 AND actor_id = $2 AND comment_id IS NULL AND read_at IS NULL RETURNING user_id
         ) SELECT user_id AS "userId" FROM deleted`,
};
const ENQUEUE = {
  name: 'enqueue',
  text: `INSERT INTO outbox (id, queue, name, data, options, priority) VALUES ($1, $2, $2, $3, '{}', 1)`,
};

/** Likes a post or takes it back: the like, what makes the cached post wrong, and the notification, in one transaction. */
export async function changeLike(
  client: Client,
  post: number,
  user: number,
  isLiked: boolean,
): Promise<void> {
  const values = [post, user];
  await client.query('START TRANSACTION');
  await client.query({ ...HOLD, values });
  await client.query({ ...(isLiked ? REMOVE : ADD), values });
  await client.query({ ...ENQUEUE, values: [randomUUID(), 'cache', { tags: [`post:${post}`] }] });
  if (isLiked) await client.query({ ...TAKE_BACK, values });
  else
    await client.query({
      ...ENQUEUE,
      values: [randomUUID(), 'notification', { postId: post, actorId: user }],
    });
  await client.query('COMMIT');
}
