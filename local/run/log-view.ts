import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Writable } from 'node:stream';
import pretty from 'pino-pretty';

const kept = 40;

/**
 * Shows the log of one service for people. Until `follow` only warnings and errors are shown, so that the start stays
 * readable; `showTail` prints what was held back.
 */
export class LogView {
  readonly #printer: pretty.PrettyStream;
  readonly #held: string[] = [];
  #following = false;

  constructor(name: string, out: NodeJS.WriteStream) {
    const prefix = `[${name}]`.padEnd(9);
    this.#printer = pretty({
      colorize: out.isTTY === true,
      ignore: 'pid,hostname,service',
      translateTime: 'SYS:HH:MM:ss.l',
      singleLine: true,
      destination: new Writable({
        write: (text: Buffer, _encoding, done) => {
          out.write(text.toString().replace(/^(?=.)/gm, prefix));
          done();
        },
      }),
    });
  }

  read(...streams: (Readable | null)[]): void {
    for (const stream of streams) {
      if (stream)
        createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => this.#take(line));
    }
  }

  follow(): void {
    this.#following = true;
  }

  showTail(): void {
    for (const line of this.#held.splice(0)) this.#print(line);
    this.follow();
  }

  #take(line: string): void {
    if (this.#following || isSevere(line)) return this.#print(line);
    this.#held.push(line);
    if (this.#held.length > kept) this.#held.shift();
  }

  #print(line: string): void {
    this.#printer.write(`${shortened(line)}\n`);
  }
}

interface AccessEntry {
  level: string;
  time: number;
  msg: string;
  requestId: string;
  method: string;
  path: string;
  status: number;
  durationMs: number;
}

/** An access line as one says it aloud; the full one is for machines. Anything else stays as it is. */
function shortened(line: string): string {
  if (!line.includes('"msg":"request"')) return line;
  try {
    const { level, time, method, path, status, durationMs, requestId } = JSON.parse(line) as AccessEntry;
    const msg = `${method} ${path} ${status} in ${durationMs} ms`;
    return JSON.stringify({ level, time, msg, ...(status >= 500 && { requestId }) });
  } catch {
    return line;
  }
}

function isSevere(line: string): boolean {
  return /^\{"level":"(warn|error|fatal)"/.test(line);
}
