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
  readonly #startedAt = performance.now();
  #timer?: NodeJS.Timeout;
  #first?: ProgressCounts;
  #asking = Promise.resolve();

  /** Asks for the counts until it is ended. Those of the first time were there before. */
  start(counts: () => Promise<ProgressCounts>): void {
    const show = async (): Promise<void> => this.#show(await counts());
    const ask = () => {
      // What cannot be asked at the moment is shown the next time.
      this.#asking = show().catch(() => undefined);
    };
    ask();
    this.#timer = setInterval(ask, this.#terminal ? TERMINAL_MS : LOG_MS);
  }

  /** Leaves the line to others. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#asking;
    if (this.#terminal) this.#out.write('\r\u001b[K');
  }

  #show(counts: ProgressCounts): void {
    this.#first ??= counts;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const text = progressText(counts, this.#first, seconds);
    if (!this.#terminal) this.#out.write(`${text}\n`);
    else this.#out.write(`\r${bar(counts.share)} ${text}\u001b[K`);
  }
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
