import { Argument, type Command } from 'commander';
import { AccountsService } from '../../features/admin/accounts.service.js';
import { RolesService } from '../../features/admin/roles.service.js';
import { WriteUserDto } from '../../features/users/user.dto.js';
import { type Role, ROLES } from '../../shared/permissions.js';
import { idArgument } from './arguments.js';
import { checked } from './checked.js';
import { readSecret } from './read-secret.js';
import { withApp } from './with-app.js';

const PASSWORD_HELP =
  '\nThe password is asked for, or read from standard input:\n  npm run cli -- … < password-file';

/** `users:create-admin`, `users:set-role` and so on: what needs no admin, so that there can be one. */
export function addAccountCommands(program: Command): void {
  program
    .command('users:create-admin')
    .description('add an admin who can sign in at once')
    .requiredOption('--name <name>', 'name, 1 to 200 characters')
    .requiredOption('--email <address>', 'e-mail address, unique without regard to case')
    .addHelpText('after', PASSWORD_HELP)
    .action(async (options: { name: string; email: string }) => {
      const fields = await checked(WriteUserDto, options);
      const password = await readSecret('Password');
      await withApp(async (app) => {
        const id = await app.get(AccountsService).createAdmin(fields, password);
        process.stdout.write(`user ${id} is an admin\n`);
      });
    });

  program
    .command('users:set-role')
    .description('give a user a role; what they were signed in with ends')
    .argument('<id>', 'id of the user', idArgument)
    .addArgument(new Argument('<role>', 'what they may do').choices(ROLES))
    .action((id: number, role: Role) =>
      withApp(async (app) => {
        await app.get(RolesService).assign(id, role);
        process.stdout.write(`user ${id} has the role ${role}\n`);
      }),
    );

  program
    .command('users:set-password')
    .description('give a user another password; what they were signed in with ends')
    .argument('<id>', 'id of the user', idArgument)
    .addHelpText('after', PASSWORD_HELP)
    .action(async (id: number) => {
      const password = await readSecret('Password');
      await withApp(async (app) => {
        await app.get(AccountsService).setPassword(id, password);
        process.stdout.write(`user ${id} has another password\n`);
      });
    });

  addSecondFactorCommand(program);
}

function addSecondFactorCommand(program: Command): void {
  program
    .command('users:disable-second-factor')
    .description('turn off the second factor of a user who has lost the app and the recovery codes')
    .argument('<id>', 'id of the user', idArgument)
    .action((id: number) =>
      withApp(async (app) => {
        await app.get(AccountsService).disableSecondFactor(id);
        process.stdout.write(`user ${id} has no second factor\n`);
      }),
    );
}
