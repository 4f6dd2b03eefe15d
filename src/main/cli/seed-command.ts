import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { PostsService } from '../../features/posts/posts.service.js';
import { UsersRepository } from '../../features/users/users.repository.js';
import { UsersService } from '../../features/users/users.service.js';
import { Database } from '../../platform/database/database.js';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import { seedPosts, seedUsers } from './seed-data.js';
import { withApp } from './with-app.js';

/** `seed`: a small believable data set, once. */
export function addSeedCommand(program: Command): void {
  program
    .command('seed')
    .description('add a small set of users and posts, if there are no users yet')
    .action(() => withApp(seed));
}

async function seed(app: INestApplicationContext): Promise<void> {
  const done = await app.get(Database).transaction('seed', async (tx) => {
    // Two processes that seed at once: the second waits here and then finds users.
    await tx.manager.query(`LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE`);
    const { items } = await readPrimary(() => app.get(UsersService).list({}, 'createdAt', { limit: 1 }));
    if (items.length > 0) return undefined;
    // Through the repository: nobody wants a welcome mail for people who do not exist.
    const users = [];
    for (const fields of seedUsers) users.push(await app.get(UsersRepository).insert(tx, fields));
    for (const [index, fields] of seedPosts.entries()) {
      const author = users[index % users.length];
      if (author) await app.get(PostsService).create(tx, { ...fields, authorId: author.id });
    }
    return { users: users.length, posts: seedPosts.length };
  });
  process.stdout.write(
    done ? `added ${done.users} users and ${done.posts} posts\n` : 'there is data already\n',
  );
}
