/** Upper bounds of what load times are counted by, in milliseconds. */
export const LOAD_BOUNDS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const;

/** What is counted of a namespace: `hits` with `near` among them, … `loads` with `failures` among them, and `le<bound>`. */
export type Tally = Record<string, number>;

const tallies = new Map<string, Tally>();

/** What this process has counted since it began, by namespace. Plain numbers, because hits are many. */
export function cacheTallies(): ReadonlyMap<string, Tally> {
  return tallies;
}

export function addToTally(namespace: string, field: string, amount = 1): void {
  let tally = tallies.get(namespace);
  if (!tally) tallies.set(namespace, (tally = {}));
  tally[field] = (tally[field] ?? 0) + amount;
}

/** The name of the field that counts loads of such a duration. */
export function loadField(ms: number): string {
  const bound = LOAD_BOUNDS_MS.find((each) => ms <= each);
  return bound === undefined ? 'more' : `le${bound}`;
}

const taken = new Map<string, Tally>();

/** What was counted since this was last asked. */
export function takeTallies(): Map<string, Tally> {
  const news = new Map<string, Tally>();
  for (const [namespace, tally] of tallies) {
    const before = taken.get(namespace) ?? {};
    const changed = Object.entries(tally).filter(([field, count]) => count !== before[field]);
    if (changed.length === 0) continue;
    news.set(
      namespace,
      Object.fromEntries(changed.map(([field, count]) => [field, count - (before[field] ?? 0)])),
    );
    taken.set(namespace, { ...tally });
  }
  return news;
}

/** What was taken is to be taken again. */
export function giveBack(news: ReadonlyMap<string, Tally>): void {
  for (const [namespace, tally] of news) {
    const before = taken.get(namespace) ?? {};
    for (const [field, count] of Object.entries(tally)) before[field] = (before[field] ?? 0) - count;
  }
}
