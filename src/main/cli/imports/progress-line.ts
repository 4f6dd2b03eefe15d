const BAR_WIDTH = 24;
/** Where nobody looks at a terminal, a log is not to be filled. */
const TERMINAL_MS = 250;
const LOG_MS = 5000;

export interface ProgressCounts {
  /** From 0 to 1. */
  share: number;
  rows: number;
  rejected: number;
}

/** How far an import is: one line of a terminal that changes, or now and then another one of a log. */
export class ProgressLine {
  readonly #out = process.stderr;
  readonly #terminal = process.stderr.isTTY;
  #timer?: NodeJS.Timeout;
  #asking = Promise.resolve();

  /** Says how much of a file has been read while it is stored; nothing of one that is stored at once. */
  storing(bytes: () => number, all?: number): void {
    this.#repeat(() => this.#write(storingText(bytes(), all)));
  }

  /** Asks for the counts until it is ended. Those of the first time were there before. */
  start(counts: () => Promise<ProgressCounts>): void {
    const startedAt = performance.now();
    let first: ProgressCounts | undefined;
    const show = async (): Promise<void> => {
      const now = await counts();
      first ??= now;
      const text = progressText(now, first, (performance.now() - startedAt) / 1000);
      this.#write(this.#terminal ? `${bar(now.share)} ${text}` : text);
    };
    const ask = () => {
      // What cannot be asked at the moment is shown the next time.
      this.#asking = show().catch(() => undefined);
    };
    ask();
    this.#repeat(ask);
  }

  /** Leaves the line to others. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#asking;
    if (this.#terminal) this.#out.write('\r\u001b[K');
  }

  #repeat(ask: () => void): void {
    this.#timer = setInterval(ask, this.#terminal ? TERMINAL_MS : LOG_MS);
  }

  #write(text: string): void {
    this.#out.write(this.#terminal ? `\r${text}\u001b[K` : `${text}\n`);
  }
}

/** @param all bytes of the file, where that is known */
export function storingText(bytes: number, all?: number): string {
  const megabytes = (number: number) => (number / 1e6).toFixed(1);
  return `storing: ${megabytes(bytes)}${all === undefined ? '' : ` of ${megabytes(all)}`} MB read`;
}

/** `first` was there before the `seconds` began. */
export function progressText(counts: ProgressCounts, first: ProgressCounts, seconds: number): string {
  const { share, rows, rejected } = counts;
  const perSecond = seconds > 0 ? Math.round((rows - first.rows) / seconds) : 0;
  const done = share - first.share;
  const left = done > 0 ? `, ${clock(((1 - share) / done) * seconds)} left` : '';
  return `${Math.floor(share * 100)} %, ${rows} rows, ${perSecond}/s, ${rejected} rejected${left}`;
}

function bar(share: number): string {
  const full = Math.round(share * BAR_WIDTH);
  return `[${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}]`;
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (number: number) => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
