import { treeCpuSeconds } from '../cpu-time.ts';
import { median } from '../statistics.ts';
import { textTable } from '../text-table.ts';
import type { Pictures } from './pictures.ts';
import { makeAll, type Way } from './ways.ts';

interface Turn {
  perSecond: number;
  /** CPU time of this process and all that it has started, for one picture. */
  cpuMs: number;
}

export interface WayResult extends Turn {
  pictures: string;
  way: string;
  /** Pictures in a second of CPU time. */
  perCore: number;
  /** Of `perCore` to that of the first way: the median of what each round says. */
  ratio: number;
}

interface TurnOptions {
  rounds: number;
  images: number;
  folder: string;
  signal: AbortSignal;
}

/** Every way has its turn in each round, and the rounds change their order. */
export async function takeTurns(pictures: Pictures, ways: Way[], options: TurnOptions): Promise<WayResult[]> {
  const taken: Turn[][] = [];
  // The first round starts the processes and warms up.
  for (let round = 0; round <= options.rounds; round += 1) {
    const turns: Turn[] = [];
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      options.signal.throwIfAborted();
      turns.push(await takeTurn(pictures, way, round === 0 ? way.atOnce : options.images, options.folder));
    }
    if (round > 0) taken.push(round % 2 === 0 ? turns : turns.reverse());
  }
  return ways.map(({ name }, which) => {
    const cpuMs = median(taken.map((turns) => turns[which]?.cpuMs ?? Number.NaN));
    return {
      pictures: pictures.name,
      way: name,
      perSecond: median(taken.map((turns) => turns[which]?.perSecond ?? Number.NaN)),
      perCore: 1000 / cpuMs,
      cpuMs,
      ratio: median(taken.map((turns) => (turns[0]?.cpuMs ?? 0) / (turns[which]?.cpuMs ?? 0))),
    };
  });
}

async function takeTurn({ files }: Pictures, way: Way, count: number, folder: string): Promise<Turn> {
  const cpu = treeCpuSeconds(process.pid);
  const startedAt = performance.now();
  await makeAll(way, files, count, folder);
  const seconds = (performance.now() - startedAt) / 1000;
  return { perSecond: count / seconds, cpuMs: ((treeCpuSeconds(process.pid) - cpu) * 1000) / count };
}

export function wayTable(results: WayResult[]): string {
  const rows = results.map(({ pictures, way, perSecond, perCore, cpuMs, ratio }) => [
    ...[pictures, way, perSecond.toFixed(2), perCore.toFixed(2), cpuMs.toFixed(0), ratio.toFixed(2)],
  ]);
  return textTable([['pictures', 'way', 'images/s', 'images/s a core', 'CPU ms/image', 'ratio'], ...rows]);
}
