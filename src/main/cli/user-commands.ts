import { type Command, Option } from 'commander';
import type { User } from '../../features/users/user.entity.js';
import { WriteUserDto } from '../../features/users/user.dto.js';
import { USER_SORTS, type UserSort } from '../../features/users/user-sorts.js';
import { UsersService } from '../../features/users/users.service.js';
import { Database } from '../../platform/database/database.js';
import { idArgument, integerFrom } from './arguments.js';
import { checked } from './checked.js';
import { printRows } from './print-rows.js';
import { withApp } from './with-app.js';

/** `users:create`, `users:list`, `users:show`. */
export function addUserCommands(program: Command): void {
  program
    .command('users:create')
    .description('add a user, who is welcomed by mail')
    .requiredOption('--name <name>', 'name, 1 to 200 characters')
    .requiredOption('--email <address>', 'e-mail address, unique without regard to case')
    .action((options: { name: string; email: string }) =>
      withApp(async (app) => {
        const fields = await checked(WriteUserDto, options);
        const user = await app
          .get(Database)
          .transaction('user.create', (tx) => app.get(UsersService).add(tx, fields));
        printRows([rowOf(user)]);
      }),
    );

  program
    .command('users:list')
    .description('list users')
    .option('--name <text>', 'only those whose name contains this')
    .option('--limit <number>', 'how many, 1 to 100', integerFrom(1, 100), 20)
    .option('--page <number>', 'which page, 1-based', integerFrom(1, 1_000_000), 1)
    .addOption(new Option('--sort <order>').choices(Object.keys(USER_SORTS)).default('-createdAt'))
    .action((options: { name?: string; limit: number; page: number; sort: UserSort }) =>
      withApp(async (app) => {
        const { sort, ...request } = options;
        const page = await app.get(UsersService).list({ name: request.name }, sort, request);
        printRows(page.items.map(rowOf));
        process.stdout.write(`${page.items.length} of ${page.total}\n`);
      }),
    );

  program
    .command('users:show')
    .description('show one user')
    .argument('<id>', 'id of the user', idArgument)
    .action((id: number) => withApp(async (app) => printRows([rowOf(await app.get(UsersService).get(id))])));
}

function rowOf({ id, name, email, createdAt }: User) {
  return { id, name, email, createdAt: createdAt.toISOString() };
}
