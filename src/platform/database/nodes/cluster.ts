import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { FURTHEST, type WalPosition } from '../../../shared/wal-position.js';
import type { StatementObserver } from '../statement-client.js';
import { clusterNodes, type ClusterOptions } from './cluster-options.js';
import type { DatabaseNode } from './database-node.js';
import { LagClock } from './lag-clock.js';
import type { NodeFacts } from './node-facts.js';
import { recordNode } from './cluster-metrics.js';
import { Timelines } from './timelines.js';
import { findPrimary, judge, type NodeState } from './verdict.js';

const LONGEST_PAUSE_MS = 2000;

/**
 * The PostgreSQL servers of the application. It asks each of them regularly what it is, and so knows which one is the
 * primary and which replicas may serve reads; docs/replicas.md draws the states.
 */
export class DatabaseCluster {
  readonly nodes: readonly DatabaseNode[];
  readonly #logger = new Logger('DatabaseCluster');
  readonly #clock = new LagClock();
  readonly #wake = new Map<DatabaseNode, () => void>();
  readonly #suspectedAt = new Map<DatabaseNode, number>();
  #listeners: (() => void)[] = [];
  readonly #timelines = new Timelines();
  #stopped = true;
  #loops: Promise<void>[] = [];
  readonly #lastWork: (() => Promise<void>)[] = [];

  constructor(
    readonly options: ClusterOptions,
    observe?: StatementObserver,
  ) {
    this.nodes = clusterNodes(options, (node) => this.trouble(node), observe);
  }

  /** The node that takes writes; undefined while there is none. */
  get primary(): DatabaseNode | undefined {
    return this.nodes.find(({ role }) => role === 'primary');
  }

  /** Asks every node until one answers, then goes on asking. Rejects when none does within the time to connect. */
  async start(): Promise<void> {
    if (!this.#stopped) return;
    this.#stopped = false;
    const deadline = performance.now() + this.options.connectTimeoutMs;
    do {
      await Promise.all(this.nodes.map((node) => this.#ask(node)));
      // Whoever has just started may be starting beside its database.
    } while (this.#unanswered() && performance.now() < deadline && (await sleep(100, true)));
    if (this.#unanswered()) {
      this.#stopped = true;
      const faults = this.nodes.map(({ name, fault }) => `${name}: ${fault ?? 'no answer'}`);
      throw new Error(`no PostgreSQL server can be reached (${faults.join('; ')})`);
    }
    this.#loops = this.nodes.map((node) => this.#watch(node));
  }

  /** Does `work` when nobody else uses the connections any more, before they end. Must not reject. */
  beforeStop(work: () => Promise<void>): void {
    this.#lastWork.push(work);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#lastWork.map((work) => work()));
    this.#stopped = true;
    for (const wake of this.#wake.values()) wake();
    await Promise.all(this.#loops);
    for (const node of this.nodes) node.probe.close();
    await Promise.all(this.nodes.map(({ pool }) => pool.end()));
  }

  /** A connection to the node broke: it serves nothing until it has answered again, which is asked at once. */
  trouble(node: DatabaseNode): void {
    if (this.#stopped) return;
    this.#suspectedAt.set(node, performance.now());
    node.suspect = true;
    node.forgetProof();
    this.#judgeAll();
    this.#wake.get(node)?.();
  }

  /** Resolves at the next change of any node's state; false when there is none before the deadline. */
  async changed(deadline: number): Promise<boolean> {
    const abort = new AbortController();
    const change = new Promise<boolean>((resolve) => this.#listeners.push(() => resolve(true)));
    const late = sleep(Math.max(0, deadline - performance.now()), false, { signal: abort.signal });
    late.catch(() => {});
    return Promise.race([change, late]).finally(() => abort.abort());
  }

  /** What a position means on the current timeline; undefined when only the primary will do. See Timelines. */
  onCurrentTimeline(position: WalPosition): bigint | undefined {
    const { timeline } = position;
    // Another process has seen a promotion before this one: what was the primary here is none any more.
    if (timeline !== FURTHEST.timeline && this.#timelines.enter(timeline)) {
      this.#judgeAll();
      for (const wake of this.#wake.values()) wake();
    }
    return this.#timelines.translate(position);
  }

  /** Identifies the cluster; undefined until a node has answered. */
  get systemId(): string | undefined {
    return this.nodes.find(({ facts }) => facts)?.facts?.systemId;
  }

  #unanswered(): boolean {
    return this.nodes.every(({ facts }) => !facts);
  }

  async #watch(node: DatabaseNode): Promise<void> {
    let failures = 0;
    while (!this.#stopped) {
      await this.#pause(node, failures);
      if (this.#stopped) return;
      failures = (await this.#ask(node)) ? 0 : failures + 1;
    }
  }

  async #pause(node: DatabaseNode, failures: number): Promise<void> {
    const { probeIntervalMs } = this.options;
    const suspected = (this.#suspectedAt.get(node) ?? 0) > 0 && node.suspect && failures === 0;
    const pause = suspected ? 0 : Math.min(probeIntervalMs * 2 ** Math.min(failures, 10), LONGEST_PAUSE_MS);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause * (0.9 + Math.random() * 0.2));
      timer.unref();
      this.#wake.set(node, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async #ask(node: DatabaseNode): Promise<boolean> {
    const askedAt = performance.now();
    try {
      this.#heard(node, await node.probe.ask(), askedAt);
      return true;
    } catch (error) {
      node.fault = error instanceof Error ? error.message : String(error);
      // Whoever waits for this node waits in vain: let them go elsewhere.
      if (!this.#stopped) node.pool.abandon(new Error('Connection terminated: the node does not answer'));
      node.forget();
      node.fresh = false;
      this.#judgeAll();
      return false;
    }
  }

  #heard(node: DatabaseNode, facts: NodeFacts, askedAt: number): void {
    node.facts = facts;
    node.fresh = false;
    if (facts.recovering) node.prove(facts.lsn, askedAt);
    // An answer to a question from before the trouble says nothing about it.
    if (askedAt >= (this.#suspectedAt.get(node) ?? 0)) node.suspect = false;
    this.#judgeAll();
  }

  #judgeAll(): void {
    const before = this.primary;
    const view = findPrimary(this.nodes, this.#timelines.current, before?.name);
    this.#timelines.enter(view.timeline);
    const primary = view.primary?.facts;
    if (view.primary && view.primary.name !== before?.name) this.#clock.reset();
    if (primary) {
      this.#timelines.observe(primary);
      this.#clock.record(primary.lsn, performance.now());
    }
    const now = performance.now();
    const states = this.nodes.map((node) => {
      node.lagMs = node.facts?.recovering ? this.#clock.lagMs(node.facts.lsn, now) : 0;
      recordNode(node, primary);
      return judge(node, view, this.options);
    });
    this.nodes.forEach((node, index) => this.#enter(node, states[index] as NodeState));
  }

  #enter(node: DatabaseNode, state: NodeState): void {
    const before = describe(node.state);
    const after = describe(state);
    if (before === after) return;
    node.state = state;
    const { poolMax, replicaPoolMax } = this.options;
    node.pool.resize(state.role === 'primary' ? poolMax : replicaPoolMax);
    const level = state.role === 'out' ? 'warn' : 'log';
    this.#logger[level]({
      msg: 'database node changed',
      node: node.name,
      address: node.address,
      before,
      after,
    });
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}

function describe(state: NodeState): string {
  return state.role === 'out' ? `out: ${state.cause}` : state.role;
}
