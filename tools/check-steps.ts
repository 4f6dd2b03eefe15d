export interface Step {
  name: string;
  program: string;
  args: string[];
  /** Arguments in place of `args` under --fix. */
  fix?: string[];
  /** Reads what src compiles to, so there is nothing to check while it does not compile. */
  built?: true;
}

const node = process.execPath;
const prettier = ['--log-level=warn', '--cache', '--cache-location=.local/prettier', '.'];
const cruised = ['{src,local,tools,bench,test,clients}/**/*.ts', '*.ts'];

/** What CI checks besides the tests; the slow ones come first so that the rest fits beside them. */
export const steps: Step[] = [
  {
    name: 'lint',
    program: 'eslint',
    args: ['--max-warnings=0', '.'],
    fix: ['--max-warnings=0', '--fix', '.'],
  },
  {
    name: 'types',
    program: 'tsc',
    args: ['--noEmit', '--incremental', '--tsBuildInfoFile', '.local/check.tsbuildinfo'],
  },
  {
    name: 'format',
    program: 'prettier',
    args: ['--check', ...prettier],
    fix: ['--write', ...prettier],
  },
  { name: 'unused', program: 'knip', args: ['--no-progress'] },
  {
    name: 'imports',
    program: 'depcruise',
    args: ['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', ...cruised],
  },
  { name: 'openapi', built: true, program: node, args: ['tools/openapi-lint.ts'] },
  {
    name: 'client',
    built: true,
    program: node,
    args: ['tools/client.ts', '--check'],
    fix: ['tools/client.ts'],
  },
  {
    name: 'env-example',
    built: true,
    program: node,
    args: ['tools/env-example.ts'],
    fix: ['tools/env-example.ts', '--write'],
  },
  { name: 'migrations', program: node, args: ['tools/migration-locks.ts'] },
  { name: 'links', program: node, args: ['tools/links.ts'] },
  { name: 'roadmap', program: node, args: ['tools/roadmap.ts', '--check'] },
];
