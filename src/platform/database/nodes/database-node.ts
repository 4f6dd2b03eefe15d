import type pg from 'pg';
import type { StatementClientConfig } from '../statement-client.js';
import { type Lease, NodePool } from './node-pool.js';
import { NodeProbe } from './node-probe.js';
import type { NodeFacts } from './node-facts.js';
import type { NodeState } from './verdict.js';
import { parseLsn } from '../../../shared/wal-position.js';

/** One PostgreSQL server: how to reach it, what it said last, what it may serve. */
export class DatabaseNode {
  state: NodeState = { role: 'out', cause: 'not_asked_yet' };
  facts?: NodeFacts;
  /** Why the last question was not answered. */
  fault?: string;
  lagMs = 0;
  suspect = false;
  fresh = true;
  readonly pool: NodePool;
  readonly probe: NodeProbe;
  readonly url: string;
  #provenLsn?: bigint;
  #connectedAt = 0;
  #asking?: Promise<void>;

  /** @param onTrouble a connection to the node broke */
  constructor(
    readonly name: string,
    readonly address: string,
    pool: pg.PoolConfig & Pick<StatementClientConfig, 'onStatement' | 'names'>,
    probeTimeoutMs: number,
    onTrouble: (node: DatabaseNode) => void,
  ) {
    this.pool = new NodePool(pool, {
      connected: () => this.forgetProof(),
      broken: () => onTrouble(this),
    });
    this.url = pool.connectionString ?? '';
    this.probe = new NodeProbe(this.url, probeTimeoutMs, () => onTrouble(this));
  }

  get role(): NodeState['role'] {
    return this.state.role;
  }

  /** How far the node is known to have replayed. It only grows while the server runs. */
  get provenLsn(): bigint | undefined {
    return this.#provenLsn;
  }

  /** @param askedAt when the question was sent, by performance.now() */
  prove(lsn: bigint, askedAt: number): void {
    // A newer connection may belong to a server that was restarted, and that begins at an earlier position.
    if (askedAt < this.#connectedAt) return;
    if (this.#provenLsn === undefined || lsn > this.#provenLsn) this.#provenLsn = lsn;
  }

  /** Asks how far the node has replayed; requests at the same time share one question. */
  async askPosition(lease: Lease): Promise<void> {
    this.#asking ??= this.#ask(lease).finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
  }

  /** Nothing is known of the node any more: it could not be asked, or may have been restarted. */
  forget(): void {
    this.facts = undefined;
    this.forgetProof();
  }

  async #ask({ client }: Lease): Promise<void> {
    const askedAt = performance.now();
    const { rows } = await client.ask('SELECT pg_last_wal_replay_lsn()::text AS lsn', 'gw_replayed');
    const lsn = (rows[0] as { lsn: string | null } | undefined)?.lsn;
    if (lsn) this.prove(parseLsn(lsn), askedAt);
  }

  /** The next proof must come from a question asked after now. */
  forgetProof(): void {
    this.#provenLsn = undefined;
    this.#connectedAt = performance.now();
  }
}
