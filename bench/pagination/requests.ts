import type { Asked } from '../plans/watched-api.ts';
import { median } from '../statistics.ts';

const LIMIT = 20;
const PAGES = [1, 1000, 50_000];

export interface AskedDepth {
  page: number;
  offset: Asked;
  keyset: Asked;
}

type Ask = (path: string) => Promise<Asked>;

/** Asks for the same pages by number and by cursor, by turns. With fewer posts the deepest page is the last one. */
export async function requestsFor(ask: Ask, rounds: number): Promise<AskedDepth[]> {
  const last = Math.floor(metaOf(await ask(numbered(1))).total / LIMIT);
  const pages = new Set(PAGES.map((page) => Math.min(page, last)));
  const depths: AskedDepth[] = [];
  for (const page of pages) {
    console.log(`page ${page} …`);
    const byNumber = numbered(page);
    const byCursor = page === 1 ? `posts?limit=${LIMIT}` : after(await ask(numbered(page - 1)));
    const turns: { offset: Asked; keyset: Asked }[] = [];
    for (let round = 0; round < rounds; round += 1)
      turns.push({ offset: await ask(byNumber), keyset: await ask(byCursor) });
    depths.push({
      page,
      offset: typical(turns.map(({ offset }) => offset)),
      keyset: typical(turns.map(({ keyset }) => keyset)),
    });
  }
  return depths;
}

function numbered(page: number): string {
  return `posts?limit=${LIMIT}&page=${page}`;
}

function after(asked: Asked): string {
  return `posts?limit=${LIMIT}&cursor=${metaOf(asked).nextCursor}`;
}

function metaOf({ answer }: Asked): { total: number; nextCursor: string } {
  return (answer as { meta: { total: number; nextCursor: string } }).meta;
}

function typical(asked: Asked[]): Asked {
  const [first] = asked;
  if (!first) throw new Error('at least one round is needed');
  return { ...first, ms: median(asked.map(({ ms }) => ms)) };
}
