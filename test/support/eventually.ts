import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until there is an answer, and returns it. Fails after `ms`. */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  ms = 5000,
): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`nothing within ${ms} ms: ${ask.toString()}`);
    await sleep(20);
  }
}
