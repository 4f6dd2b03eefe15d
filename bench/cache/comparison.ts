import { median } from '../statistics.ts';
import { CONTENDER_NAMES, type CacheContender, type ContenderName } from './contenders.ts';
import { type CacheRoute, routeFor } from './routes.ts';
import { type CacheTurn, cacheTurn, type TurnSetting, typicalTurn } from './turn.ts';

/** All contenders on one route. */
export interface CacheComparison {
  route: string;
  contenders: Record<ContenderName, Compared>;
}

export interface Compared extends CacheTurn {
  /** Requests/s over those of the bare server: the median of what each round says. */
  ratio: number;
  /** What `X-Cache` says after the turns, if anything. */
  xCache: string;
}

interface Turns extends TurnSetting {
  rounds: number;
  warmUp: number;
}

/** Another one begins each round, so that a machine which slows down harms all. */
export async function compareOn(
  route: CacheRoute,
  contenders: CacheContender[],
  { rounds, warmUp, ...setting }: Turns,
): Promise<CacheComparison> {
  console.log(`${route.name} …`);
  const turn = (contender: CacheContender, seconds: number) =>
    cacheTurn(contender, routeFor(route, contender.headers), { ...setting, seconds });
  for (const contender of contenders) await turn(contender, warmUp);
  const taken = new Map<ContenderName, CacheTurn[]>(CONTENDER_NAMES.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)])
      taken.get(contender.name)?.push(await turn(contender, setting.seconds));
  }
  const bare = taken.get('bare') ?? [];
  const compared = contenders.map(async (contender) => {
    const turns = taken.get(contender.name) ?? [];
    const ratio = median(turns.map((turn, round) => turn.requestsPerSecond / perSecond(bare[round])));
    return [contender.name, { ...typicalTurn(turns), ratio, xCache: await xCache(contender, route) }];
  });
  const entries = (await Promise.all(compared)) as [ContenderName, Compared][];
  return { route: route.name, contenders: Object.fromEntries(entries) as CacheComparison['contenders'] };
}

function perSecond(turn?: CacheTurn): number {
  return turn?.requestsPerSecond ?? Number.NaN;
}

/** What the API says of where an answer came from. */
async function xCache({ name, url, headers }: CacheContender, { paths }: CacheRoute): Promise<string> {
  // It repeats what another said.
  if (name === 'bare') return '';
  const answer = await fetch(url + paths[0], { headers });
  await answer.arrayBuffer();
  const [, from] = /cache;desc="(\w+)"/.exec(answer.headers.get('server-timing') ?? '') ?? [];
  return [answer.headers.get('x-cache'), from].filter(Boolean).join(' ');
}
