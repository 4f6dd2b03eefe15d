import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the API says it is ready. Throws when it has not in time; returns quietly when `signal` is aborted. */
export async function waitUntilReady(address: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!signal.aborted) {
    const refusal = await ask(`${address}/health/ready`, signal);
    if (refusal === undefined) return;
    if (Date.now() > end) {
      throw new Error(
        `The API was not ready after ${timeoutMs / 1000} s. ${address}/health/ready: ${refusal}`,
      );
    }
    await sleep(50, undefined, { signal }).catch(() => undefined);
  }
}

/** Undefined when ready, else why not. */
async function ask(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]) });
    const body = await answer.text();
    return answer.status === 200 ? undefined : `status ${answer.status}: ${body.slice(0, 500)}`;
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  }
}
