import { jest } from '@jest/globals';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { endProcesses, environment, RunningProcess } from '../support/processes.ts';

// A copy, because these commands write to dist/ while other tests run what is there.
const folder = mkdtempSync(join(tmpdir(), 'nest start '));

beforeAll(() => {
  for (const path of [
    'src',
    'public',
    'package.json',
    'nest-cli.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ])
    cpSync(path, join(folder, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
});

afterAll(() => {
  endProcesses();
  rmSync(folder, { recursive: true, force: true });
});

jest.setTimeout(120_000);

async function nestStart(...args: string[]): Promise<RunningProcess> {
  return new RunningProcess(['node_modules/.bin/nest', 'start', ...args], await environment(), folder);
}

describe('nest start', () => {
  it('builds and runs the API, and with --watch again after a change', async () => {
    const api = await nestStart('api', '--watch');
    const { address } = await api.line('listening', 100_000);
    expect((await fetch(`${address as string}/health/ready`)).status).toBe(200);
    appendFileSync(join(folder, 'src/main/api.ts'), '\n');
    await eventually(() => api.lines().filter(({ msg }) => msg === 'listening').length === 2, 60_000);
    expect(api.lines()).toContainEqual(expect.objectContaining({ msg: 'stopped' }));
  });

  it('builds and runs the worker [W5.S5]', async () => {
    const worker = await nestStart('worker');
    await worker.line('taking jobs', 100_000);
  });
});
