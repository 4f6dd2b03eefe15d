import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_DIR } from '../../local/project.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ground work bootstrap '));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the lock of the installation', () => {
  it('lets one process in at a time', async () => {
    await Promise.all(Array.from({ length: 6 }, () => workUnderLock()));
    const steps = readFileSync(join(dir, 'log'), 'utf8').trim().split('\n');
    expect(steps).toHaveLength(12);
    for (let index = 0; index < steps.length; index += 2) {
      expect(steps[index]).toMatch(/^enter /);
      expect(steps[index + 1]).toBe(steps[index]?.replace('enter', 'leave'));
    }
  });

  it('is taken over, by one, from an owner that died', async () => {
    mkdirSync(join(dir, 'lock'));
    writeFileSync(join(dir, 'lock', 'owner'), String(await pidOfTheDead()));
    await Promise.all([workUnderLock(), workUnderLock(), workUnderLock()]);
    const steps = readFileSync(join(dir, 'log'), 'utf8').trim().split('\n');
    expect(steps.map((step) => step.split(' ')[0])).toEqual([
      'enter',
      'leave',
      'enter',
      'leave',
      'enter',
      'leave',
    ]);
  });
});

describe('what is installed', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  };

  it.each([
    [
      'everything',
      { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } },
      'true',
    ],
    ['all but an optional package', { 'node_modules/a': { version: '1.0.0' } }, 'true'],
    ['another version', { 'node_modules/a': { version: '1.0.1' } }, 'false'],
    ['less than is asked for', { 'node_modules/b': { version: '2.0.0' } }, 'false'],
    ['nothing', undefined, 'false'],
  ])('is complete or not: %s', async (_name, present, complete) => {
    mkdirSync(join(dir, 'node_modules', '.bin'), { recursive: true });
    writeFileSync(join(dir, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    if (present)
      writeFileSync(join(dir, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: present }));
    expect(await evaluate('install.mjs', 'isInstalled', `console.log(isInstalled(process.argv[1]))`)).toBe(
      `${complete}\n`,
    );
  });
});

function workUnderLock(): Promise<string> {
  return evaluate(
    'lock.mjs',
    'withLock',
    `const { appendFileSync } = await import('node:fs');
     const log = (step) => appendFileSync(process.argv[1] + '/log', step + ' ' + process.pid + '\\n');
     await withLock(process.argv[1] + '/lock', new AbortController().signal, async () => {
       log('enter');
       await new Promise((resolve) => setTimeout(resolve, 100));
       log('leave');
     });`,
  );
}

/** Runs a few lines with one export of a bootstrap module in a process of their own; the folder is their argument. */
async function evaluate(module: string, name: string, lines: string): Promise<string> {
  const file = join(PROJECT_DIR, 'local', 'bootstrap', module);
  const code = `import { ${name} } from ${JSON.stringify(file)};\n${lines}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await new Promise((resolve) => child.once('close', resolve));
  return output;
}

async function pidOfTheDead(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}
