import { Client } from 'pg';
import type { Stack } from '../../local/stack.ts';
import { waitFor } from '../../local/processes.ts';
import { treeCpuSeconds } from '../cpu-time.ts';

/** What the servers of a stack did while a contender had its turn. */
interface NodeWork {
  /** CPU time of all processes of the primary, its background ones included. */
  primaryCpuSeconds: number;
  /** The same for one of `answers`, in microseconds, and statements by node. */
  primaryCpuUs: number;
  onPrimary: number;
  onReplica1: number;
  onReplica2: number;
}

interface Reading {
  cpuSeconds: number;
  calls: number[];
}

/** Counts what the nodes run. Needs pg_stat_statements: the server's own counters of transactions come seconds late. */
export class NodeMeter {
  readonly #clients: Client[];
  readonly #primaryPid: number;

  private constructor(clients: Client[], primaryPid: number) {
    this.#clients = clients;
    this.#primaryPid = primaryPid;
  }

  static async open(stack: Stack): Promise<NodeMeter> {
    const { nodes } = await stack.status();
    const clients = nodes.map(({ url }) => new Client({ connectionString: url }));
    for (const client of clients) await client.connect();
    await clients[0]?.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    // It reaches the replicas as everything does: a moment later.
    const counted = () => Promise.all(clients.map(statementCalls)).then(() => true);
    await waitFor(() => counted().catch(() => false), 10_000);
    return new NodeMeter(clients, nodes[0]?.pid ?? 0);
  }

  async during<T>(work: () => Promise<T>): Promise<{ result: T; nodes: { per(answers: number): NodeWork } }> {
    const before = await this.#read();
    const result = await work();
    const after = await this.#read();
    return { result, nodes: { per: (answers) => difference(before, after, answers) } };
  }

  async close(): Promise<void> {
    for (const client of this.#clients) await client.end();
  }

  async #read(): Promise<Reading> {
    const calls = await Promise.all(this.#clients.map(statementCalls));
    return { cpuSeconds: treeCpuSeconds(this.#primaryPid), calls };
  }
}

function difference(before: Reading, after: Reading, answers: number): NodeWork {
  const primaryCpuSeconds = after.cpuSeconds - before.cpuSeconds;
  const [onPrimary = 0, onReplica1 = 0, onReplica2 = 0] = after.calls.map(
    (calls, node) => (calls - (before.calls[node] ?? 0)) / answers,
  );
  const primaryCpuUs = (primaryCpuSeconds / answers) * 1e6;
  return { primaryCpuSeconds, primaryCpuUs, onPrimary, onReplica1, onReplica2 };
}

async function statementCalls(client: Client): Promise<number> {
  const { rows } = await client.query<{ calls: string }>(
    'SELECT sum(calls) AS calls FROM pg_stat_statements',
  );
  return Number(rows[0]?.calls ?? 0);
}
