import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfNeeded } from './build.ts';
import { PROJECT_DIR } from './project.ts';
import { launchNode } from './run/child.ts';
import { exitOf } from './run/step.ts';
import { listenForStop } from './run/stop-request.ts';
import { sweepStacks } from './stack.ts';

const report = join(PROJECT_DIR, '.local', 'jest.json');
const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];
const stop = listenForStop().asked;
const times: [string, number][] = [['install', Number(process.env.GROUNDWORK_INSTALL_MS ?? 0)]];

process.exitCode = await test(process.argv.slice(2));
// Tests that were interrupted had no chance to take their stack down.
await sweepStacks(join(PROJECT_DIR, '.local'));
setTimeout(() => process.exit(), 1_000).unref();

/** Everything that `npm test` runs; with arguments of its own, Jest alone. Each part runs even if the one before failed. */
async function test(args: string[]): Promise<number> {
  const passed = [await timed('build', build)];
  if (args.length > 0) return passed[0] && (await node([...jest, ...args])) ? 0 : 1;
  if (passed[0]) {
    passed.push(await timed('check', () => node(['tools/check.ts'])));
    passed.push(await timed('tests', runAllTests));
  }
  if (stop.aborted) return 1;
  console.log(`\n${times.map(([name, ms]) => `${name} ${(ms / 1000).toFixed(1)} s`).join(' · ')}`);
  if (passed[2]) console.log(summary());
  return passed.every(Boolean) ? 0 : 1;
}

async function build(): Promise<boolean> {
  try {
    await buildIfNeeded(stop, (line) => console.log(line));
    return !stop.aborted;
  } catch (error) {
    if (!stop.aborted) console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

async function runAllTests(): Promise<boolean> {
  mkdirSync(join(PROJECT_DIR, '.local'), { recursive: true });
  rmSync(report, { force: true });
  return node([...jest, '--json', `--outputFile=${report}`]);
}

async function node(args: string[]): Promise<boolean> {
  if (stop.aborted) return false;
  const exit = await exitOf(launchNode({ args, output: 'inherit' }), stop);
  return exit.code === 0 && !stop.aborted;
}

async function timed(name: string, run: () => Promise<boolean>): Promise<boolean> {
  const begin = Date.now();
  const passed = await run();
  times.push([passed ? name : `${name} FAILED`, Date.now() - begin]);
  return passed;
}

function summary(): string {
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as Record<
    string,
    number
  >;
  return `${numPassedTests} passed, ${numFailedTests} failed`;
}
