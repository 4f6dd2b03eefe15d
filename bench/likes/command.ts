import type { Command } from 'commander';
import { listenForStop } from '../../local/run/stop-request.ts';
import { type BenchOptions, benchCommand } from '../bench-command.ts';
import { withBenchStack } from '../bench-stack.ts';
import { describeMachine, machineFacts } from '../machine.ts';
import { positiveInteger } from '../positive-integer.ts';
import { writeResult } from '../result-file.ts';
import { median, medians } from '../statistics.ts';
import { likesTable, type Measured } from './table.ts';
import { openTurns, type Turn } from './turn.ts';
import { makeWays, WAYS, type WayName } from './ways.ts';

interface LikesOptions extends BenchOptions {
  connections: number;
}

const POSTS = [1, 50];
const NAMES = Object.keys(WAYS) as WayName[];

export function addLikesBench(program: Command): void {
  const description = 'likes of one post and of many, counted in its row, in a row for each, and in slots';
  benchCommand(program, 'likes', description, { rounds: 5, seconds: 3 })
    .option('--connections <n>', 'connections that like at the same time', positiveInteger, 32)
    .action(benchLikes);
}

async function benchLikes(options: LikesOptions): Promise<void> {
  const { asked: signal } = listenForStop();
  const result = await withBenchStack({ signal }, async ({ env, stack }) => {
    const machine = await machineFacts(env);
    console.log(describeMachine(machine));
    const url = env.DATABASE_URL ?? '';
    await makeWays(url);
    const pid = (await stack.status()).nodes[0]?.pid ?? 0;
    const turns = await openTurns(url, pid, options.connections);
    const ways = await compare(turns.take, options, signal).finally(turns.close);
    return { machine, options, ways };
  });
  console.log(likesTable(result.ways));
  console.log(`written to ${writeResult('likes', result, options.results)}`);
}

/** The first round warms up and does not count; another way begins each other one. */
async function compare(
  take: (way: WayName, posts: number, seconds: number) => Promise<Turn>,
  { rounds, seconds }: LikesOptions,
  signal: AbortSignal,
): Promise<Measured[]> {
  const kinds = POSTS.flatMap((posts) => NAMES.map((way) => ({ way, posts, turns: [] as Turn[] })));
  for (let round = 0; round <= rounds; round += 1) {
    for (let place = 0; place < kinds.length; place += 1) {
      signal.throwIfAborted();
      const kind = kinds[(round + place) % kinds.length];
      const turn = kind && (await take(kind.way, kind.posts, seconds));
      if (turn && round > 0) kind.turns.push(turn);
    }
  }
  return kinds.map(({ way, posts, turns }) => {
    const former = kinds.find((kind) => kind.posts === posts)?.turns ?? [];
    const ratio = median(
      turns.map(({ perSecond }, round) => perSecond / (former[round]?.perSecond ?? Number.NaN)),
    );
    return { way, posts, ...medians(turns), ratio };
  });
}
