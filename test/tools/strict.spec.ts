import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { steps } from '../../tools/check-steps.ts';

const run = promisify(execFile);
const compiler = resolve('node_modules/typescript/bin/tsc');

/** What the compiler says of a program under the project's own settings. */
async function complaintsAbout(source: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'strict-'));
  try {
    writeFileSync(join(folder, 'program.ts'), source);
    const settings = {
      extends: resolve('tsconfig.json'),
      compilerOptions: { types: [] },
      include: ['program.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    const { stdout } = await run(process.execPath, [compiler, '-p', folder]).catch(
      (error: { stdout: string }) => error,
    );
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('TypeScript is strict [R1]', () => {
  it.each([
    ['an implicit any', 'export const f = (x) => x;', 'TS7006'],
    ['a null that is not looked for', 'export const f = (x: string | null) => x.length;', 'TS18047'],
    ['an element that may be missing', 'export const f = (x: string[]): string => x[0];', 'TS2322'],
    ['a property that is never set', 'export class A { b: string; }', 'TS2564'],
    [
      'a caught error taken for an Error',
      'try { f(); } catch (e) { e.message; } export function f() {}',
      'TS18046',
    ],
  ])(
    '%s is an error',
    async (_, source, code) => {
      expect(await complaintsAbout(source)).toContain(code);
    },
    30_000,
  );

  it('in the build and in what npm run check compiles', async () => {
    expect(steps.find(({ name }) => name === 'types')).toMatchObject({ program: 'tsc' });
    for (const project of ['tsconfig.json', 'tsconfig.build.json']) {
      const { stdout } = await run(process.execPath, [compiler, '-p', project, '--showConfig']);
      expect((JSON.parse(stdout) as { compilerOptions: object }).compilerOptions).toMatchObject({
        strict: true,
        noUncheckedIndexedAccess: true,
      });
    }
  }, 30_000);
});
