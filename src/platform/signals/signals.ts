import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FURTHEST, type WalPosition } from '../../shared/wal-position.js';
import { currentContext, runDetached } from '../context/request-context.js';
import { DatabaseCluster } from '../database/nodes/cluster.js';
import { NotificationListener } from '../database/nodes/notification-listener.js';
import type { SignalDefinition } from './define-signal.js';
import { type Heard, readSignal, signalText } from './signal-text.js';

const CHANNEL = 'signals';

/**
 * Is called with what was told and a position at which reads see it; without a payload when something may have been
 * missed, so that it looks for itself. Must not throw.
 */
export type Listener<Payload> = (payload: Payload | undefined, position: WalPosition) => void;

/**
 * Lets processes tell each other that something has happened: after it was committed, to whoever listens just then. All
 * signals of a process come over one connection, which is made when the first listener is there.
 */
@Injectable()
export class Signals implements OnModuleDestroy {
  readonly #logger = new Logger('Signals');
  readonly #listeners = new Map<string, Set<(heard?: Heard) => void>>();
  readonly #due = new Set<string>();
  #connection?: NotificationListener;
  #telling?: Promise<void>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly cluster: DatabaseCluster,
  ) {}

  /**
   * Tells every process, this one too; after the commit, never inside a transaction: whoever commits with a NOTIFY waits
   * for all others who do. Resolves when it was sent or, which is logged, could not be. Throws for a wrong payload.
   */
  async tell<Payload>(signal: SignalDefinition<Payload>, payload: Payload): Promise<void> {
    const consistency = currentContext()?.consistency;
    await consistency?.settle();
    this.#due.add(signalText(signal, payload, consistency?.written));
    this.#telling ??= runDetached(() => this.#tellAll());
    await this.#telling;
  }

  /** Calls back whenever it is told. Returns the function that stops listening. */
  hear<Payload>(signal: SignalDefinition<Payload>, listener: Listener<Payload>): () => void {
    const each = (heard?: Heard) => {
      const fits = heard && signal.schema.safeParse(heard.payload);
      listener(fits?.data, (fits?.success && heard?.position) || FURTHEST);
    };
    const listeners = this.#listeners.get(signal.name) ?? new Set();
    this.#listeners.set(signal.name, listeners.add(each));
    this.#listen();
    return () => listeners.delete(each);
  }

  async onModuleDestroy(): Promise<void> {
    await this.#telling;
    await this.#connection?.stop();
  }

  #listen(): void {
    if (this.#connection) return;
    const connection = new NotificationListener(this.cluster, CHANNEL, (text) => this.#heard(text));
    this.#connection = connection;
    runDetached(() => connection.start());
  }

  #heard(text?: string): void {
    const heard = text === undefined ? undefined : readSignal(text);
    const concerned = heard ? [this.#listeners.get(heard.name) ?? []] : this.#listeners.values();
    for (const listeners of concerned) for (const listener of [...listeners]) listener(heard);
  }

  // One statement at a time, with all that has come together meanwhile.
  async #tellAll(): Promise<void> {
    while (this.#due.size > 0) {
      const texts = [...this.#due];
      this.#due.clear();
      await this.dataSource
        .query(`SELECT pg_notify('${CHANNEL}', text) FROM unnest($1::text[]) AS due (text)`, [texts])
        .catch((err: unknown) => this.#logger.warn({ msg: 'signals were not told', err }));
    }
    this.#telling = undefined;
  }
}
