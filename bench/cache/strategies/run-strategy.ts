import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../statistics.ts';
import { CHANGES, KeptValues, type Redis, type Strategy } from './kept-values.ts';
import { World } from './world.ts';

export interface StrategyResult {
  name: string;
  reads: number;
  hitRatio: number;
  loads: number;
  /** Most loads within a tenth of a second, after many values had been put there at the same time. */
  loadBurst: number;
  /** Share of the reads that gave a value which had been changed before they began. */
  staleShare: number;
  /** For how long those had been out of date. */
  staleP99Ms: number;
  readP99Ms: number;
}

export interface StrategySetting {
  ms: number;
  signal: AbortSignal;
}

const PROCESSES = 2;
const READS_PER_SECOND = 3_000;
const WRITES_PER_SECOND = 30;
const DRIFTS_PER_SECOND = 10;
const STEP_MS = 5;
// Kept at the same moment, as after a restart or an import.
const WARM_KEYS = 1_000;
const BURST_MS = 100;

interface Seen {
  hits: number;
  ages: number[];
  times: number[];
}

/** Reads come at their pace, whether or not those before have been answered. */
export async function runStrategy(
  redis: Redis,
  strategy: Strategy,
  setting: StrategySetting,
): Promise<StrategyResult> {
  const world = new World();
  const processes = Array.from({ length: PROCESSES }, () => new KeptValues(redis, world, strategy));
  const listener = await redis.duplicate().connect();
  await listener.subscribe(CHANGES, (message) => processes.forEach((process) => process.heard(message)));
  try {
    await redis.flushDb();
    const warm = Array.from({ length: WARM_KEYS }, (_, rank) => world.keyAt(rank));
    await Promise.all(warm.map(async (key) => processes[0]?.read(key)));
    world.loads.length = 0;
    const seen = await readAndWrite(world, processes, setting);
    return resultOf(strategy.name, world, seen);
  } finally {
    listener.destroy();
  }
}

async function readAndWrite(
  world: World,
  processes: KeptValues[],
  { ms, signal }: StrategySetting,
): Promise<Seen> {
  const seen: Seen = { hits: 0, ages: [], times: [] };
  const pending: Promise<void>[] = [];
  const startedAt = performance.now();
  const due = pacer(startedAt);
  while (performance.now() < startedAt + ms && !signal.aborted) {
    for (let left = due('drift', DRIFTS_PER_SECOND); left > 0; left -= 1) world.drift();
    for (let left = due('write', WRITES_PER_SECOND); left > 0; left -= 1) {
      const key = world.pick();
      world.change(key);
      pending.push(processes[left % PROCESSES]?.changed(key) ?? Promise.resolve());
    }
    for (let left = due('read', READS_PER_SECOND); left > 0; left -= 1) {
      const reader = processes[left % PROCESSES];
      if (reader) pending.push(watch(world, reader, seen));
    }
    await sleep(STEP_MS);
  }
  await Promise.all(pending);
  return seen;
}

async function watch(world: World, reader: KeptValues, seen: Seen): Promise<void> {
  const key = world.pick();
  const at = performance.now();
  const { version, hit } = await reader.read(key);
  seen.times.push(performance.now() - at);
  if (hit) seen.hits += 1;
  const age = world.staleness(key, version, at);
  if (age > 0) seen.ages.push(age);
}

/** How many of a kind are due since the last time, at so many a second. */
function pacer(startedAt: number): (kind: string, perSecond: number) => number {
  const done = new Map<string, number>();
  return (kind, perSecond) => {
    const target = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
    const due = target - (done.get(kind) ?? 0);
    done.set(kind, target);
    return due;
  };
}

function resultOf(name: string, world: World, { hits, ages, times }: Seen): StrategyResult {
  const ordered = ages.toSorted((a, b) => a - b);
  return {
    name,
    reads: times.length,
    hitRatio: hits / times.length,
    loads: world.loads.length,
    loadBurst: mostWithin(BURST_MS, world.loads),
    staleShare: ages.length / times.length,
    staleP99Ms: ages.length > 0 ? percentile(ordered, 99) : 0,
    readP99Ms: percentile(
      times.toSorted((a, b) => a - b),
      99,
    ),
  };
}

function mostWithin(ms: number, times: readonly number[]): number {
  let [first, most] = [0, 0];
  times.forEach((time, index) => {
    while ((times[first] ?? time) < time - ms) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}
