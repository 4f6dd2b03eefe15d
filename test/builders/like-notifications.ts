import type { TestApi } from '../support/api.ts';

/** Likes of a post by so many others, by SQL: their notifications, without the jobs and without a word to anybody. */
export async function addLikeNotifications(
  { dataSource }: Pick<TestApi, 'dataSource'>,
  userId: number,
  postId: number,
  count: number,
): Promise<void> {
  await dataSource.query(
    `WITH actor AS (INSERT INTO users (name, email)
       SELECT 'Actor', gen_random_uuid() || '@example.com' FROM generate_series(1, $3) RETURNING id)
     INSERT INTO notifications (user_id, kind, actor_id, post_id) SELECT $1, 'like', id, $2 FROM actor`,
    [userId, postId, count],
  );
}
