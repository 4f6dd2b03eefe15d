// The statements that TypeORM sends for the same routes, letter for letter.
const user = (alias: string) =>
  ['id', 'name', 'email', 'role', 'email_verified_at', 'avatar_id', 'version', 'created_at', 'updated_at']
    .map((column) => `"${alias}"."${column}" AS "${alias}_${column}"`)
    .join(', ');

const postWithAuthor = `SELECT "post"."id" AS "post_id", "post"."author_id" AS "post_author_id", "post"."title" AS "post_title", "post"."body" AS "post_body", "post"."language" AS "post_language", "post"."published_at" AS "post_published_at", (ARRAY(SELECT "tag" FROM "post_tags" WHERE "post_id" = "post"."id" ORDER BY "tag")) AS "post_tags", "post"."version" AS "post_version", "post"."created_at" AS "post_created_at", "post"."updated_at" AS "post_updated_at", "author"."id" AS "author_id", "author"."name" AS "author_name", "author"."version" AS "author_version", "counters"."post_id" AS "counters_post_id", "counters"."comment_count" AS "counters_comment_count", ("counters"."like_count" + coalesce((SELECT sum("like_count")::integer FROM "post_like_slots" WHERE "post_id" = "counters"."post_id"), 0)) AS "counters_likeCount", "counters"."view_count" AS "counters_view_count" FROM "posts" "post" INNER JOIN "users" "author" ON "author"."id"="post"."author_id"  LEFT JOIN "post_counters" "counters" ON "counters"."post_id"="post"."id"`;

export const FIND_USER = `SELECT ${user('User')} FROM "users" "User" WHERE (("User"."id" = $1)) LIMIT 1`;

export const listUsers = (limit: number) =>
  `SELECT ${user('user')} FROM "users" "user" ORDER BY "user"."created_at" DESC, "user"."id" DESC LIMIT ${limit}`;

export const listPosts = (limit: number) =>
  `${postWithAuthor} WHERE "post"."published_at" IS NOT NULL ORDER BY "post"."published_at" DESC, "post"."id" DESC LIMIT ${limit}`;

export const FIND_POST = `${postWithAuthor} WHERE "post"."id" = $1`;

export const INSERT_POST = `INSERT INTO "posts"("id", "author_id", "title", "body", "language", "published_at") VALUES (DEFAULT, $1, $2, $3, DEFAULT, DEFAULT) RETURNING "id", "author_id", "title", "body", "language", "published_at", "version", "created_at", "updated_at"`;
