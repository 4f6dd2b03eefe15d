import { spawnSync } from 'node:child_process';

const SLOW_MS = 120_000;

/** The rules that a text breaks when it stands in the place of a file of the product. */
function lint(text: string): string[] {
  const args = ['node_modules/eslint/bin/eslint.js', '--format', 'json', '--stdin'];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...args, '--stdin-filename', 'src/platform/database/containing.ts'],
    { input: text, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  if (stdout === '') throw new Error(stderr);
  const [file] = JSON.parse(stdout) as { messages: { ruleId: string; severity: number }[] }[];
  return (file?.messages ?? []).filter(({ severity }) => severity === 2).map(({ ruleId }) => ruleId);
}

describe('the lint', () => {
  it(
    'refuses a promise that nobody waits for, and accepts one that is waited for [W3.S7]',
    () => {
      const save = 'async function save(): Promise<number> { await Promise.resolve(); return 1; }\n';
      expect(lint(`${save}export function run(): void { save(); }\n`)).toEqual([
        '@typescript-eslint/no-floating-promises',
      ]);
      expect(lint(`${save}export const items = () => [1].forEach(async () => { await save(); });\n`)).toEqual(
        ['@typescript-eslint/no-misused-promises'],
      );
      expect(lint(`${save}export async function run(): Promise<number> { return save(); }\n`)).toEqual([]);
    },
    SLOW_MS,
  );
});
