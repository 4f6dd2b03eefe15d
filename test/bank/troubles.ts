import pg from 'pg';
import { eventually } from '../support/eventually.ts';
import type { FixedApis } from './fixed-apis.ts';

interface TroubleOptions {
  apis: FixedApis;
  databaseUrl: string;
  /** Grows with everything that succeeds. */
  progress: () => number;
}

// Between two troubles something has to succeed, however slow the machine is.
const SUCCESSES_BETWEEN = 40;
const TURNS_A_KILL = 4;

/** Ends database connections and kills API processes, again and again until it is stopped. */
export class Troubles {
  connectionsEnded = 0;
  cuts = 0;
  kills = 0;
  #running = true;
  readonly #work: Promise<void>;

  constructor(private readonly options: TroubleOptions) {
    this.#work = this.#run();
    // Told to whoever stops it.
    this.#work.catch(() => {});
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#work;
  }

  async #run(): Promise<void> {
    for (let turn = 1; this.#running; turn += 1) {
      await this.#someSuccess();
      if (!this.#running) return;
      if (turn % TURNS_A_KILL === 0) await this.#kill();
      else await this.#cut();
    }
  }

  async #someSuccess(): Promise<void> {
    const { progress } = this.options;
    const before = progress();
    await eventually(() => !this.#running || progress() >= before + SUCCESSES_BETWEEN, 120_000);
  }

  async #kill(): Promise<void> {
    await this.options.apis.killNext();
    this.kills += 1;
  }

  /** Of all processes at once, whatever they are doing. */
  async #cut(): Promise<void> {
    const client = new pg.Client({ connectionString: this.options.databaseUrl });
    await client.connect();
    const { rowCount } = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'groundwork' AND datname = current_database()`,
    );
    await client.end();
    this.connectionsEnded += rowCount ?? 0;
    this.cuts += 1;
  }
}
