import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { LogLine } from '../support/log-lines.ts';

/** A process that logs to `output` and then ends as `end` says. */
function logging(calls: string, end: string, output: 'pipe' | number): ChildProcess {
  const script = `
    import { createLogger } from './dist/platform/telemetry/logger.js';
    const logger = createLogger({ log: { level: 'info' } }, 'test');
    ${calls};
    ${end};`;
  return spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', output, 'ignore'],
  });
}

/** What it has written. */
async function written(calls: string, end: string): Promise<LogLine[]> {
  const child = logging(calls, end, 'pipe');
  if (!child.stdout) throw new Error('nothing to read from');
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LogLine);
}

const KILLED = 'process.kill(process.pid, "SIGKILL")';
const messages = (lines: LogLine[]) => lines.map(({ msg }) => msg);

describe('what a process logs', () => {
  it('is all written when the process ends by itself or by a fault', async () => {
    const calls = 'for (let line = 0; line < 1000; line += 1) logger.info(`line ${line}`)';
    const all = Array.from({ length: 1000 }, (_, line) => `line ${line}`);
    expect(messages(await written(calls, 'process.exit(0)'))).toEqual(all);
    expect(messages(await written(calls, 'throw new Error("unforeseen")'))).toEqual(all);
  });

  it('is written within a tenth of a second or so', async () => {
    expect(messages(await written('logger.info("one")', `setTimeout(() => ${KILLED}, 2000)`))).toEqual([
      'one',
    ]);
  });

  it.each(['warn', 'error', 'fatal'])(
    'is written at once with a line of the level %s, before which it stands',
    async (level) => {
      const lines = await written(
        `logger.info("before"); logger.${level}("urgent"); logger.info("after")`,
        KILLED,
      );
      expect(messages(lines)).toEqual(['before', 'urgent']);
    },
  );

  const urgent = 'setInterval(() => logger.warn("urgent"), 20)';
  const endsLater = 'setTimeout(() => process.exit(7), 1000)';

  it('is lost, and the process is not, when nobody reads it any more', async () => {
    const child = logging(urgent, endsLater, 'pipe');
    child.stdout?.destroy();
    expect(await once(child, 'exit')).toEqual([7, null]);
  });

  it('is lost, and the process is not, when the disk is full', async () => {
    const full = openSync('/dev/full', 'w');
    const child = logging(urgent, endsLater, full);
    closeSync(full);
    expect(await once(child, 'exit')).toEqual([7, null]);
  });
});
