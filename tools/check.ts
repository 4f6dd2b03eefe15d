import { parseArgs, stripVTControlCharacters } from 'node:util';
import { build } from './build.ts';
import { command } from './command.ts';
import { steps } from './check-steps.ts';
import type { Step } from './check-steps.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { fix: { type: 'boolean', default: false }, jobs: { type: 'string', default: '2' } },
});

const chosen = choose(positionals);
let failed = false;
const compiles = !chosen.some((step) => step.built) || (await compile());
// Fixers write the files that the other steps read, so they go first and alone.
if (values.fix) await all(chosen.filter(isFixer), 1);
await all(values.fix ? chosen.filter((step) => !isFixer(step)) : chosen, Number(values.jobs));
process.exitCode = failed ? 1 : 0;

function choose(names: string[]): Step[] {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(`No step ${unknown.join(', ')}. Steps: ${steps.map((step) => step.name).join(', ')}`);
    process.exit(2);
  }
  return names.length > 0 ? steps.filter((step) => names.includes(step.name)) : steps;
}

function isFixer(step: Step): boolean {
  return step.fix !== undefined;
}

async function compile(): Promise<boolean> {
  const started = performance.now();
  const fault = await build().then(() => undefined, String);
  report('build', fault === undefined, (performance.now() - started) / 1000, fault);
  return fault === undefined;
}

async function all(queue: Step[], width: number): Promise<void> {
  const waiting = [...queue];
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) await one(step);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

async function one(step: Step): Promise<void> {
  if (step.built && !compiles) return;
  const args = values.fix ? (step.fix ?? step.args) : step.args;
  const { code, stdout, stderr, seconds } = await command(step.program, args);
  report(step.name, code === 0, seconds, stdout + stderr);
}

function report(name: string, ok: boolean, seconds: number, output = ''): void {
  failed ||= !ok;
  console.log(`${name.padEnd(12)} ${ok ? 'ok    ' : 'failed'} ${seconds.toFixed(1).padStart(5)} s`);
  if (!ok) console.log(stripVTControlCharacters(output).trim().replace(/^/gm, '    '));
}
