import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { buildIfNeeded } from '../../local/build.ts';
import { listenForStop } from '../../local/run/stop-request.ts';
import { describeHost, hostFacts } from '../machine.ts';
import { positiveInteger } from '../positive-integer.ts';
import { writeResult } from '../result-file.ts';
import { makePictures, type Pictures } from './pictures.ts';
import { takeTurns, type WayResult, wayTable } from './turns.ts';
import { openWays, requireSameImages } from './ways.ts';

interface ImagesOptions {
  rounds: number;
  images: number;
  results?: string;
}

export function addImagesBench(program: Command): void {
  program
    .command('images')
    .description('pictures of users made small in processes of their own, beside sharp in one process')
    .option('--rounds <n>', 'rounds; every way has its turn in each', positiveInteger, 5)
    .option('--images <n>', 'pictures of each size that a way has in a turn', positiveInteger, 20)
    .option('--results <folder>', 'where images.json is written (default: bench/results)')
    .action(benchImages);
}

/** No server is asked anything: there is no stack. */
async function benchImages(options: ImagesOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  await buildIfNeeded(signal, console.log);
  const machine = hostFacts();
  console.log(describeHost(machine));
  const folder = await mkdtemp(join(tmpdir(), 'bench-images-'));
  const undo = [() => rm(folder, { recursive: true, force: true })];
  try {
    const pictures = await makePictures(folder);
    const ways: WayResult[] = [];
    const open = await openWays(undo, signal);
    for (const [which, set] of pictures.entries()) {
      await requireSameImages(open, set.files[0] ?? '', join(folder, String(which)));
      console.log(`${set.name}, ${megabytes(set)} MB each …`);
      ways.push(...(await takeTurns(set, open, { ...options, folder, signal })));
    }
    console.log(`\n${wayTable(ways)}`);
    const sizes = pictures.map(({ name, files, bytes }) => ({ name, files: files.length, bytes }));
    const result = { machine, options, pictures: sizes, ways };
    console.log(`\nwritten to ${writeResult('images', result, options.results)}`);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

function megabytes({ bytes, files }: Pictures): string {
  return (bytes / files.length / 1e6).toFixed(1);
}
