// The statements that TypeORM sends for the same routes, letter for letter.
const user = (alias: string) =>
  ['id', 'name', 'email', 'role', 'email_verified_at', 'version', 'created_at', 'updated_at']
    .map((column) => `"${alias}"."${column}" AS "${alias}_${column}"`)
    .join(', ');

const postWithAuthor = `SELECT "post"."id" AS "post_id", "post"."author_id" AS "post_author_id", "post"."title" AS "post_title", "post"."body" AS "post_body", "post"."version" AS "post_version", "post"."created_at" AS "post_created_at", "post"."updated_at" AS "post_updated_at", "author"."id" AS "author_id", "author"."name" AS "author_name", "author"."version" AS "author_version" FROM "posts" "post" INNER JOIN "users" "author" ON "author"."id"="post"."author_id"`;

export const FIND_USER = `SELECT ${user('User')} FROM "users" "User" WHERE (("User"."id" = $1)) LIMIT 1`;

export const listUsers = (limit: number) =>
  `SELECT ${user('user')} FROM "users" "user" ORDER BY "user"."created_at" DESC, "user"."id" DESC LIMIT ${limit}`;

export const listPosts = (limit: number) =>
  `${postWithAuthor} ORDER BY "post"."created_at" DESC, "post"."id" DESC LIMIT ${limit}`;

export const FIND_POST = `${postWithAuthor} WHERE "post"."id" = $1`;

export const INSERT_POST = `INSERT INTO "posts"("id", "author_id", "title", "body") VALUES (DEFAULT, $1, $2, $3) RETURNING *`;
