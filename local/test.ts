import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
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
// More than a few that fail have a reason of their own.
const FEW_SUITES = 6;
const RETRY = '--retry-failed';
const stop = listenForStop().asked;
const times: [string, number][] = [['install', Number(process.env.GROUNDWORK_INSTALL_MS ?? 0)]];

process.exitCode = await test(process.argv.slice(2));
// Tests that were interrupted had no chance to take their stack down.
await sweepStacks(join(PROJECT_DIR, '.local'));
setTimeout(() => process.exit(), 1_000).unref();

/**
 * Everything that `npm test` runs; with arguments of its own, Jest alone. Each part runs even if the one before failed.
 * With `--retry-failed`, a few suites that failed get a second turn.
 */
async function test(given: string[]): Promise<number> {
  const args = given.filter((arg) => arg !== RETRY);
  const passed = [await timed('build', build)];
  if (args.length > 0) return passed[0] && (await node([...jest, ...args])) ? 0 : 1;
  if (passed[0]) {
    passed.push(await timed('check', () => node(['tools/check.ts'])));
    passed.push(await timed('tests', () => runAllTests(given.includes(RETRY))));
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

async function runAllTests(retry: boolean): Promise<boolean> {
  mkdirSync(join(PROJECT_DIR, '.local'), { recursive: true });
  rmSync(report, { force: true });
  const passed = await node([...jest, '--json', `--outputFile=${report}`]);
  return passed || (retry && !stop.aborted && (await runAgain(failedSuites())));
}

/** Alone, so that what was only too much for the machine passes, and what is broken fails again. */
async function runAgain(suites: string[]): Promise<boolean> {
  if (suites.length === 0 || suites.length > FEW_SUITES) return false;
  console.log(`\nfailed, and run again by themselves:\n${suites.join('\n')}\n`);
  return node([...jest, '--runInBand', '--runTestsByPath', ...suites]);
}

function failedSuites(): string[] {
  if (!existsSync(report)) return [];
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { name: string; status: string }[];
  };
  return testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
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
