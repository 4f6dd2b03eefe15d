import { percentile } from '../statistics.ts';

interface Tries {
  tries: number;
  /** How often something is done in one try. */
  times: number;
}

/** CPU time of doing each of some things once, in microseconds. */
export async function quietCpuUs<Name extends string>(
  things: Record<Name, () => unknown>,
  { tries, times }: Tries,
): Promise<Record<Name, number>> {
  const names = Object.keys(things) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let attempt = 0; attempt < tries; attempt += 1)
    for (const name of names) taken[name].push(await cpuUs(things[name], times));
  // What else runs on the machine can only add, so the quietest tenth counts.
  const quiet = (name: Name) =>
    percentile(
      [...taken[name]].sort((a, b) => a - b),
      10,
    );
  return Object.fromEntries(names.map((name) => [name, quiet(name)])) as Record<Name, number>;
}

async function cpuUs(once: () => unknown, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) await once();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}
