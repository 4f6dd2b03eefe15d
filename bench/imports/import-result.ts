/** What whoever imports says of it, as a line of JSON on standard output. */
export interface ImportResult {
  /** From the first byte read until all is committed. */
  seconds: number;
  /** CPU of the process meanwhile, in all its threads. */
  nodeSeconds: number;
  /** The most memory (RSS) that the process had. */
  peakMb: number;
  inserted: number;
  updated: number;
  skipped: number;
  rejected: number;
}

type Count = Pick<ImportResult, 'inserted'> & Partial<ImportResult>;

/** Does the work and says what it took. */
export async function report(work: () => Promise<Count>): Promise<void> {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const count = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  // Kilobytes, unlike all else that Node tells of memory.
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const none = { updated: 0, skipped: 0, rejected: 0 };
  const result = { seconds, nodeSeconds: (user + system) / 1e6, peakMb, ...none, ...count };
  process.stdout.write(`\n${JSON.stringify(result satisfies ImportResult)}\n`);
}

export function readReport(output: string): ImportResult {
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as ImportResult;
}
