import { Writable } from 'node:stream';

export type LogLine = Record<string, unknown>;

/** Keeps what an application logs, for tests to look at. */
export class LogLines extends Writable {
  readonly lines: LogLine[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    for (const line of chunk.toString().split('\n').filter(Boolean))
      this.lines.push(JSON.parse(line) as LogLine);
    done();
  }

  /** Lines with this message. */
  of(msg: string): LogLine[] {
    return this.lines.filter((line) => line.msg === msg);
  }

  text(): string {
    return this.lines.map((line) => JSON.stringify(line)).join('\n');
  }
}
