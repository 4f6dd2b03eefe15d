import type { Socket } from 'node:net';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { commit } from './commit.js';
import type { StatementNames } from './statement-names.js';
import { currentContext, type RequestContext } from '../context/request-context.js';

/** Facts one by one and not as an object, because most statements are forgotten at once. */
export type StatementObserver = (
  sql: string,
  durationMs: number,
  failed: boolean,
  rows?: number,
  node?: StatementNode,
) => void;

/** Who ran a statement. */
export interface StatementNode {
  readonly name: string;
  readonly role: 'primary' | 'replica' | 'out';
}

/** What a pool hands to each client it makes. */
export interface StatementClientConfig extends pg.ClientConfig {
  onStatement?: StatementObserver;
  /** Which reads are prepared; without it none are. */
  names?: StatementNames;
}

// feature_not_supported: "cached plan must not change result type"
const CACHED_PLAN_CHANGED = '0A000';

/**
 * A PostgreSQL connection that times each statement and lets go of the running one when its request ends early, so
 * that an aborted request does not hold its connection until the statement is done.
 */
export class StatementClient extends pg.Client {
  readonly #config: StatementClientConfig;
  #running?: symbol;
  #touched = false;
  #cancelling?: Promise<void>;
  #lost?: Error;

  constructor(config: StatementClientConfig) {
    super(config);
    this.#config = config;
    this.on('error', (error) => (this.#lost ??= error));
  }

  /** Why the connection ended, where nobody was waiting for an answer. */
  get lost(): Error | undefined {
    return this.#lost;
  }

  // pg declares nine overloads; TypeORM uses the promise form for text and the plain form for cursors and COPY.
  override query(...args: unknown[]): never {
    const [statement, parameters] = args;
    if (typeof statement === 'string' && typeof args.at(-1) !== 'function') {
      return this.run(statement, parameters as unknown[] | undefined) as never;
    }
    const send = super.query.bind(this) as (...args: unknown[]) => unknown;
    return send(...args) as never;
  }

  /** Runs one statement of text, as `query` does. */
  run(sql: string, parameters?: unknown[]): Promise<unknown> {
    if (sql === 'COMMIT') return this.#observe(sql, () => commit(() => this.#send({ text: sql })));
    const name = parameters && this.#config.names?.nameOf(sql);
    if (name === undefined) return this.#observe(sql, () => this.#send({ text: sql, values: parameters }));
    return this.#observe(sql, () => this.#runPrepared(name, sql, parameters));
  }

  /**
   * Runs `COPY … FROM STDIN` with all of its data, and says how many rows it was. It is not among the observed
   * statements: there it would be slow by what it is.
   */
  async copy(sql: string, data: readonly Uint8Array[]): Promise<number> {
    const copied = await this.#observe(sql, () => this.#copy(sql, data), false);
    return (copied as { rowCount: number }).rowCount;
  }

  /**
   * A question of the connection's own keeper: neither counted, nor timed, nor cancelled.
   *
   * @param name prepares it, where reads are prepared; one name for one text
   * @param values of its parameters; with them, even with none, it can be one statement only
   */
  ask(text: string, name?: string, values?: unknown[]): Promise<pg.QueryResult> {
    const named = name !== undefined && this.#config.names ? { name } : {};
    return this.#send({
      ...named,
      text,
      values,
      ...(values && { queryMode: 'extended' }),
    } as pg.QueryConfig);
  }

  /** Whether a statement ran since the last time this was asked that may have changed something. */
  takeTouched(): boolean {
    const touched = this.#touched;
    this.#touched = false;
    return touched;
  }

  /** Breaks the connection off: the server does not answer, and whoever waits for it must not wait on. */
  sever(error: Error): void {
    (this as unknown as { connection: { stream: Socket } }).connection.stream.destroy(error);
  }

  async #observe(sql: string, send: () => Promise<unknown>, isTold = true): Promise<unknown> {
    // A cancel that is still on its way would hit the wrong statement.
    if (this.#cancelling) await this.#cancelling;
    if (!/^\s*(START|BEGIN|ROLLBACK|SET|SHOW)/i.test(sql)) this.#touched = true;
    const context = currentContext();
    // A request may end while it waits for a connection; nothing would cancel what it began only then.
    if (!/^\s*ROLLBACK/i.test(sql)) context?.throwIfAborted();
    const running = Symbol(sql);
    this.#running = running;
    const stopListening = context?.onAbort(() => this.#cancel(running));
    const startedAt = performance.now();
    let failed = true;
    let rows = 0;
    try {
      const result = await send();
      failed = false;
      rows = (result as Partial<pg.QueryResult>).rowCount ?? 0;
      return result;
    } finally {
      this.#running = undefined;
      stopListening?.();
      if (isTold) this.#report(sql, performance.now() - startedAt, failed, rows, context);
    }
  }

  // The data is in memory already, so that nothing waits for it while the transaction is open.
  #copy(sql: string, data: readonly Uint8Array[]): Promise<{ rowCount: number }> {
    return new Promise((resolve, reject) => {
      const copy = from(sql);
      copy.once('error', (error) => {
        // At once, for it would send the rest when the socket has room again.
        copy.destroy();
        reject(error);
      });
      copy.once('finish', () => resolve(copy));
      super.query(copy);
      for (const chunk of data) copy.write(chunk);
      copy.end();
    });
  }

  // A migration may change the columns of what is prepared, which PostgreSQL then refuses: from then on it is not.
  async #runPrepared(name: string, text: string, values?: unknown[]): Promise<unknown> {
    try {
      return await this.#send({ name, text, values });
    } catch (error) {
      if ((error as { code?: string }).code !== CACHED_PLAN_CHANGED) throw error;
      this.#config.names?.refuse(text);
      return await this.#send({ text, values }).catch(() => {
        throw error;
      });
    }
  }

  // With a callback from the beginning: what pg makes for its own promise is not freed while it is young.
  async #send(statement: pg.QueryConfig): Promise<pg.QueryResult> {
    try {
      return await new Promise((resolve, reject) => {
        super.query(statement, (error, result) => (error ? reject(error) : resolve(result)));
      });
    } catch (error) {
      // As pg does: the stack of whoever asked, and not that of the socket.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    }
  }

  #report(sql: string, durationMs: number, failed: boolean, rows: number, context?: RequestContext): void {
    if (context) {
      context.database.statements += 1;
      context.database.durationMs += durationMs;
    }
    this.#config.onStatement?.(sql, durationMs, failed, rows);
  }

  #cancel(running: symbol): void {
    const { host, port, user, password, database, ssl, connectionString } = this.#config;
    const canceller = new pg.Client({
      ...{ host, port, user, password, database, ssl, connectionString },
      connectionTimeoutMillis: 1000,
    });
    canceller.on('error', () => {});
    this.#cancelling = canceller
      .connect()
      .then(async () => {
        if (this.#running === running) await canceller.query('SELECT pg_cancel_backend($1)', [this.#pid()]);
      })
      // The statement time-out ends what could not be cancelled.
      .catch(() => {})
      .finally(() => {
        this.#cancelling = undefined;
        void canceller.end().catch(() => {});
      });
  }

  #pid(): number {
    return (this as unknown as { processID: number }).processID;
  }
}
