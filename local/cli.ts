import { Command } from 'commander';

import { DEFAULT_DIR, findStack, openStack, startStack, type Stack } from './stack.ts';
import { statusTable } from './status-table.ts';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const program = new Command('stack')
  .description(
    'The local stack: PostgreSQL with two streaming replicas, two Redis servers and a mail catcher',
  )
  .option('--dir <folder>', 'folder of the stack', DEFAULT_DIR)
  .showHelpAfterError('(--help shows the commands)');

program
  .command('up')
  .description('start what does not run yet, and write <folder>/stack.env')
  .action(async () => {
    const begin = Date.now();
    const stack = await startStack({ dir: dir(), log: print });
    print(statusTable(await stack.status()));
    print(`mail catcher: ${stack.env.MAIL_CATCHER_URL}`);
    print(`up in ${((Date.now() - begin) / 1000).toFixed(1)} s, variables in ${stack.dir}/stack.env`);
  });

program
  .command('down')
  .description('stop everything, and keep the data')
  .action(async () => {
    await findStack(dir(), print)?.down();
    print('down');
  });

program
  .command('status')
  .description('show what runs, who is the primary, and how far the replicas are behind')
  .action(async () => {
    const stack = findStack(dir());
    print(stack ? statusTable(await stack.status()) : `there is no stack in ${dir()}`);
  });

program
  .command('reset')
  .description('stop everything, and delete the data')
  .action(async () => {
    const stack = findStack(dir(), print);
    await stack?.destroy();
    print(
      stack ? `deleted ${stack.dir} with its databases, queues and mails` : `there is no stack in ${dir()}`,
    );
  });

program
  .command('lag <replica> <ms>')
  .description('let a replica show every commit that much late; 0 ends that')
  .action(async (replica: string, ms: string) => {
    await (await opened()).lag(replica, Number(ms));
    print(`${replica} replays ${ms} ms late`);
  });

program
  .command('kill <node>')
  .description('kill -9 a server with all its children; "up" brings it back')
  .action(async (node: string) => {
    await (await opened()).kill(node);
    print(`killed ${node}`);
  });

program
  .command('promote <replica>')
  .description('make a replica the primary, after the primary was killed')
  .option('--force', 'even if that makes two primaries, or loses what another replica has received')
  .action(async (replica: string, options: { force?: boolean }) => {
    await (await opened()).promote(replica, options);
    print(`${replica} is the primary now; "up" brings the old one back as its replica`);
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`stack: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function dir(): string {
  return program.opts<{ dir: string }>().dir;
}

function opened(): Promise<Stack> {
  return openStack(dir(), print);
}
