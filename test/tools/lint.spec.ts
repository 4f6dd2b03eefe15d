import { execFile } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
const floating = 'async function save(): Promise<void> {}\nexport function run(): void {\n  save();\n}\n';
const environment = 'export const home = process.env.HOME;\n';

/** File, text, and the rules that are to find fault with it. */
const cases: [file: string, text: string, rules: string[]][] = [
  ['src/features/floating.ts', floating, ['@typescript-eslint/no-floating-promises']],
  [
    'src/features/any.ts',
    'export const size = (x: any): number => (x ? 1 : 0);\n',
    ['@typescript-eslint/no-explicit-any'],
  ],
  ['src/features/env.ts', environment, ['no-restricted-properties']],
  ['src/config/env.ts', environment, []],
  ['src/features/default.ts', 'const one = 1;\nexport default one;\n', ['no-restricted-syntax']],
  ['src/features/console.ts', "console.log('here');\n", ['no-console']],
  [
    'src/features/long.ts',
    `export function long(): void {\n${'  void 0;\n'.repeat(40)}}\n`,
    ['max-lines-per-function'],
  ],
  [
    'src/features/silenced.ts',
    `/* eslint-disable */\n${floating}`,
    ['@typescript-eslint/no-floating-promises', ''],
  ],
  ['test/only.ts', "test.only('one', () => undefined);\n", ['no-restricted-syntax']],
  ['test/skip.ts', "describe.skip('one', () => undefined);\n", ['no-restricted-syntax']],
  ['tools/enum.ts', 'export enum Side {\n  Left,\n}\n', ['no-restricted-syntax']],
];

let found: Map<string, string[]>;

beforeAll(async () => {
  found = await lint(new Map(cases.map(([file, text]) => [file, text])));
}, 120_000);

describe('the linter', () => {
  test.each(cases)('judges %s', (file, _text, rules) => {
    expect(found.get(file)?.sort()).toEqual([...rules].sort());
  });

  test('a promise that nobody waits for is refused, and no comment can excuse it [W3.S7]', () => {
    const rule = '@typescript-eslint/no-floating-promises';
    expect(found.get('src/features/floating.ts')).toContain(rule);
    expect(found.get('src/features/silenced.ts')).toContain(rule);
  });

  test('the compiler is strict and any is refused [R1]', () => {
    expect(found.get('src/features/any.ts')).toContain('@typescript-eslint/no-explicit-any');
    const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
    expect(compilerOptions).toMatchObject({ strict: true, noUncheckedIndexedAccess: true });
  });
});

/** The rules that ESLint, with the project's own configuration, finds broken in each file of a tree. */
async function lint(tree: Map<string, string>): Promise<Map<string, string[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const name of ['eslint.config.js', 'tsconfig.json', 'package.json'])
      copyFileSync(join(root, name), join(folder, name));
    for (const [path, text] of tree) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const eslint = join(root, 'node_modules/eslint/bin/eslint.js');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [eslint, '--format=json', ...tree.keys()],
      {
        cwd: folder,
        env: { ...process.env, NODE_OPTIONS: '' },
      },
    ).catch((error: { stdout: string }) => error);
    const results = JSON.parse(stdout) as { filePath: string; messages: { ruleId: string | null }[] }[];
    return new Map(
      results.map(({ filePath, messages }) => [
        [...tree.keys()].find((path) => filePath.endsWith(path)) ?? filePath,
        messages.map(({ ruleId }) => ruleId ?? ''),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
