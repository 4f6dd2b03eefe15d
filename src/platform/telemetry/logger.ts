import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import type { Config } from '../../config/config.js';
import { currentContext } from '../context/request-context.js';

// Never logged, wherever they stand in the object that is logged.
const SECRET_KEYS = ['password', 'token', 'secret', 'authorization', 'cookie', 'apiKey'];
const SECRETS = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
const SECRET_HEADERS = ['authorization', 'cookie', 'set-cookie', 'x-api-key'].map(
  (name) => `*.headers["${name}"]`,
);

/** JSON lines on standard output, each with the ids of the request and of the trace it belongs to. */
export function createLogger(config: Config, service: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level: config.log.level,
      base: { service },
      timestamp: timeField(),
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorFields },
      redact: { paths: [...SECRETS, ...SECRET_HEADERS], censor: '[redacted]' },
      mixin: () => {
        const context = currentContext();
        return context ? { requestId: context.requestId, traceId: context.trace.traceId } : NOTHING;
      },
      // Most lines of jobs are written outside any context: no need to copy them.
      mixinMergeStrategy: (line, ids) => (ids === NOTHING ? line : Object.assign(ids, line)),
    },
    destination ?? standardOutput(),
  );
}

// A system call for each line costs more than making it. What is urgent does not wait.
const MOST_CHARACTERS = 16_384;
const LONGEST_WAIT_MS = 100;
const RETRY_MS = 1000;
// So much waits that cannot be written, because a disk is full; then lines are lost, and not the process.
const MOST_WAITING_BYTES = 1_048_576;
const URGENT = pino.levels.values['warn'] ?? 0;

/**
 * Lines of a tenth of a second, or 16 KB, together; a warning or worse at once, with all before it. Synchronous: an
 * asynchronous one loses lines in a crash, and never ends when its reader is gone. What waits is lost only where a
 * process ends without an `exit`: by a signal that it does not handle, or out of memory.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({
    ...{ fd: 1, sync: true, maxLength: MOST_WAITING_BYTES },
    // What could not be written is tried again, which needs a least length.
    ...{ minLength: 1, periodicFlush: RETRY_MS },
  });
  output.on('error', () => {});
  // Not in `output`, which measures all that waits at each line.
  let lines = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (lines) output.write(lines);
    lines = '';
  };
  process.once('exit', () => {
    flush();
    // Not `flushSync`, which waits for the disk, and for ever where nobody reads.
    output.flush();
  });
  return {
    // With this, pino says of each line how bad it is.
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    write(line: string) {
      lines += line;
      if (this.lastLevel >= URGENT || lines.length >= MOST_CHARACTERS) flush();
      else timer ??= setTimeout(flush, LONGEST_WAIT_MS).unref();
    },
  } as DestinationStream & { lastLevel: number };
}

const NOTHING = {};

/** The time as ISO 8601. Formatting it costs more than asking for it, and many lines are of the same millisecond. */
function timeField(): () => string {
  let known = 0;
  let field = '';
  return () => {
    const now = Date.now();
    if (now !== known) field = `,"time":"${new Date(now).toISOString()}"`;
    known = now;
    return field;
  };
}

// A statement that failed brings its parameters along, which may be anything, and itself a second time.
function errorFields(error: Error): object {
  const { parameters: _, driverError: __, ...fields } = stdSerializers.err(error) as Record<string, unknown>;
  return fields;
}

/** For programs whose standard output is an answer. */
export function standardError(): DestinationStream {
  // By the stream, as all else that a program says there.
  return { write: (line) => void process.stderr.write(line) };
}
