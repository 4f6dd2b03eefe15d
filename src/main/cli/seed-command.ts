import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { CONFIG, type Config } from '../../config/config.js';
import { PasswordsService } from '../../features/passwords/passwords.service.js';
import { PostsService } from '../../features/posts/posts.service.js';
import { SpellingService } from '../../features/spelling/spelling.service.js';
import { usersImported } from '../../features/users/users.events.js';
import { UsersRepository } from '../../features/users/users.repository.js';
import { UsersService } from '../../features/users/users.service.js';
import { Database } from '../../platform/database/database.js';
import { readPrimary } from '../../platform/database/routing/read-preference.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Events } from '../../platform/events/events.js';
import { printRows } from './print-rows.js';
import { seedDiscussion } from './seed-discussion.js';
import { seedMoney } from './seed-money.js';
import { seedPosts, seedUsers } from './seed-data.js';
import { withApp } from './with-app.js';

/** `seed`: a small believable data set, once. */
export function addSeedCommand(program: Command): void {
  program
    .command('seed')
    .description('add a small set of users and posts, if there are no users yet')
    .addHelpText(
      'after',
      '\nOutside production the users get a password, which is shown once, and two of them get roles.\nAnother password: npm run cli -- users:set-password <id>',
    )
    .action(() => withApp(seed));
}

async function seed(app: INestApplicationContext): Promise<void> {
  const done = (await hasUsers(app)) ? undefined : await addAll(app);
  if (!done) {
    process.stdout.write('there is data already\n');
    return;
  }
  await app.get(SpellingService).refresh();
  process.stdout.write(`added ${seedUsers.length} users and ${seedPosts.length} posts\n`);
  if (done.password === undefined) return;
  process.stdout.write(`sign in with the password ${done.password} as\n`);
  printRows(seedUsers.slice(0, 3).map(({ role, email }) => ({ role, email })));
}

async function addAll(app: INestApplicationContext): Promise<{ password?: string } | undefined> {
  const { environment } = app.get<Config>(CONFIG);
  // Sample users are there to be looked at; in production nobody signs in as one.
  const password = environment === 'production' ? undefined : randomBytes(12).toString('base64url');
  const hashes = password === undefined ? [] : await hashForEach(app.get(PasswordsService), password);
  return app.get(Database).transaction('seed', async (tx) => {
    // Two processes that seed at once: the second waits here and then finds users.
    await tx.manager.query(`LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE`);
    if (await hasUsers(app)) return undefined;
    await addUsersAndPosts(app, tx, hashes);
    return { password };
  });
}

// One after the other: together they could fill the queue.
async function hashForEach(passwords: PasswordsService, password: string): Promise<string[]> {
  const hashes: string[] = [];
  for (const { name, email } of seedUsers) hashes.push(await passwords.hash(password, [email, name]));
  return hashes;
}

async function addUsersAndPosts(
  app: INestApplicationContext,
  tx: Transaction,
  hashes: readonly string[],
): Promise<void> {
  const ids: number[] = [];
  // Through the repository: nobody wants a welcome mail for people who do not exist.
  for (const [index, { role, ...fields }] of seedUsers.entries()) {
    const hash = hashes[index];
    const user = await app.get(UsersRepository).insert(tx, hash === undefined ? fields : { ...fields, role });
    if (hash !== undefined) await app.get(PasswordsService).store(tx, user.id, hash);
    ids.push(user.id);
  }
  await app.get(Events).publish(tx, usersImported, { updated: false });
  const postIds: number[] = [];
  for (const [index, fields] of seedPosts.entries()) {
    const { id } = await app.get(PostsService).create(tx, ids[index % ids.length] ?? 0, fields);
    postIds.push(id);
  }
  await seedDiscussion(app, tx, ids, postIds);
  await seedMoney(app, tx, ids);
}

async function hasUsers(app: INestApplicationContext): Promise<boolean> {
  const { items } = await readPrimary(() => app.get(UsersService).list({}, 'createdAt', { limit: 1 }));
  return items.length > 0;
}
