import { percentile } from '../statistics.ts';
import type { Count, TurnSettings } from './turn.ts';

/** Clients that each make one transfer after the other between two accounts taken at random. */
export async function busyClients(
  { accounts, clients, seconds, transfers = Infinity }: TurnSettings,
  transfer: (from: number, to: number, client: number) => Promise<unknown>,
): Promise<Count> {
  const times: number[] = [];
  let failures = 0;
  const startedAt = performance.now();
  const endsAt = transfers === Infinity ? startedAt + seconds * 1000 : Infinity;
  let begun = 0;
  await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  const perSecond = (times.length * 1000) / (performance.now() - startedAt);
  times.sort((a, b) => a - b);
  const [p50Ms, p99Ms] = [percentile(times, 50), percentile(times, 99)];
  return { perSecond, p50Ms, p99Ms, transfers: times.length, failures };

  async function run(client: number): Promise<void> {
    while (performance.now() < endsAt && begun < transfers) {
      begun += 1;
      const [from, to] = twoOf(accounts);
      const begunAt = performance.now();
      await transfer(from, to, client).then(
        () => times.push(performance.now() - begunAt),
        () => (failures += 1),
      );
    }
  }
}

/** Two different numbers from 1 to `accounts`. */
export function twoOf(accounts: number): [number, number] {
  const from = 1 + Math.floor(Math.random() * accounts);
  const step = 1 + Math.floor(Math.random() * (accounts - 1));
  return [from, 1 + ((from + step - 1) % accounts)];
}
