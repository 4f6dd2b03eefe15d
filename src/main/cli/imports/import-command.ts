import type { Command } from 'commander';
import { Option } from 'commander';
import { CSV_ENCODINGS } from '../../../platform/csv/csv-dialect.js';
import { CONFLICT_POLICIES } from '../../../features/imports/targets/import-options.js';
import { IMPORT_TARGETS } from '../../../features/imports/targets/import-targets.js';
import { integerFrom } from '../arguments.js';
import { withApp } from '../with-app.js';
import {
  characterArgument,
  importIdArgument,
  mappingArgument,
  transformArgument,
} from './import-arguments.js';
import { isSameFile, openSource } from './import-source.js';
import { importFile, resumeImport } from './import-file.js';
import type { ImportFlags } from './import-flags.js';

const HELP = `
FILE may be packed by gzip; - is standard input. Columns that --map does not name are matched by their names.

--transform takes a step of a field, and may be repeated:
  email=trim  email=lower  name=upper       role=default:user        name=split:;:0 (separator, part from 0)
  createdAt=date:dd.MM.yyyy                 price=number:,. (decimal sign, sign between thousands or none)
  "name=template:{First name} {Last name}"

Ctrl-C pauses: the import goes on with --resume, where it stopped. A second one ends the command at once; where the
import was not paused by then, a worker takes it over after two minutes.

Ends with 0 when all rows were taken (or skipped, as --on-conflict says), 2 when some were rejected, 1 when the import
failed or could not begin, 130 when it was interrupted.`;

/** `import`. */
export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description('bring the rows of a CSV into a table, in this process')
    .argument('[file]', 'path of the file; - for standard input')
    .addOption(new Option('--target <name>', 'what the rows become').choices(IMPORT_TARGETS).default('users'))
    .option('--map <column=field>', 'where a column goes; repeatable', mappingArgument, {})
    .option(
      '--transform <field=step>',
      'a step from a column to its field; repeatable',
      transformArgument,
      {},
    )
    .addOption(
      new Option('--on-conflict <policy>', 'of rows whose key is in the table already')
        .choices(CONFLICT_POLICIES)
        .default('skip'),
    )
    .option(
      '--batch-size <rows>',
      'rows of a batch (default: as time and memory allow)',
      integerFrom(1, 50_000),
    )
    .option('--dry-run', 'try everything and keep nothing but the rejected rows')
    .option('--invite', 'invite new users without a password by mail')
    .option('--delimiter <character>', 'between fields (default: found in the first rows)', characterArgument)
    .option('--quote <character>', 'around fields (default: found)', characterArgument)
    .addOption(new Option('--encoding <name>', 'of the file (default: found)').choices(CSV_ENCODINGS))
    .option('--no-header', 'the first row is one like the others; columns are called "column 1" and so on')
    .option('--rejects <path>', 'where rejected rows are written (default: FILE.rejects.csv)')
    .option('--resume <id>', 'go on with an import that was paused or failed', importIdArgument)
    .option('--quiet', 'say nothing until the end')
    .addHelpText('after', HELP)
    .action(run);
}

async function run(file: string | undefined, flags: ImportFlags, command: Command): Promise<void> {
  const { resume } = flags;
  if ((file === undefined) === (resume === undefined))
    command.error('error: name a FILE, or an import with --resume', { exitCode: 1 });
  if (resume !== undefined) return withApp((app) => resumeImport(app, resume, flags));
  const path = file ?? '-';
  // They are written when the file has been read: it would be gone.
  if (flags.rejects !== undefined && (await isSameFile(path, flags.rejects)))
    command.error('error: --rejects is the FILE itself', { exitCode: 1 });
  const source = await openSource(path);
  const rejects = `${path === '-' ? 'import' : path}.rejects.csv`;
  return withApp((app) => importFile(app, source, { rejects, ...flags }));
}
