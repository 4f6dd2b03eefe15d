export const INTERRUPTED = 130;
// One Ctrl-C reaches us from the terminal and through npm.
const SAME_KEYSTROKE_MS = 1000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Does work that the first Ctrl-C (or SIGTERM) asks to come to its end, by the signal that it is given; the second one
 * ends the process. Work that fails with nothing but the wish has been interrupted, and no more needs to be said.
 */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const wish = new Error('interrupted before anything was imported');
  let askedAt: number | undefined;
  const hear = (): void => {
    askedAt ??= performance.now();
    if (performance.now() - askedAt > SAME_KEYSTROKE_MS) process.exit(INTERRUPTED);
    controller.abort(wish);
  };
  for (const name of SIGNALS) process.on(name, hear);
  try {
    await work(controller.signal);
  } catch (error) {
    if (error !== wish) throw error;
    process.stderr.write(`${wish.message}\n`);
    process.exitCode = INTERRUPTED;
  } finally {
    for (const name of SIGNALS) process.off(name, hear);
  }
}
