import fc from 'fast-check';
import type { NodeFacts } from '../nodes/node-facts.js';
import { selectNode } from './read-selector.js';
import { Timelines } from '../nodes/timelines.js';
import { findPrimary, judge, type NodeReport, type NodeState } from '../nodes/verdict.js';

// A cluster as it really is, and beside it what the application has been told, which may be old. Whatever happens in
// between, a read must not be served by a node that has not replayed what the read needs.

interface Server {
  name: string;
  alive: boolean;
  recovering: boolean;
  timeline: number;
  lsn: bigint;
  paused: boolean;
  receiving: boolean;
}

interface Known {
  facts?: NodeFacts;
  provenLsn?: bigint;
}

const LIMITS = { maxLagBytes: 100, maxLagMs: 1000 };
const NAMES = ['a', 'b', 'c'];

type Event =
  | { kind: 'write'; bytes: number }
  | { kind: 'replay'; node: number; bytes: number }
  | {
      kind: 'probe' | 'crash' | 'start' | 'pause' | 'resume' | 'disconnect' | 'reconnect' | 'promote';
      node: number;
    }
  | { kind: 'read'; turn: number };

const node = fc.nat({ max: 2 });
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('write' as const), bytes: fc.integer({ min: 1, max: 40 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('replay' as const),
      node,
      bytes: fc.integer({ min: 1, max: 60 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('probe' as const), node }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('read' as const), turn: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('crash', 'start', 'pause', 'resume', 'disconnect', 'reconnect', 'promote'),
      node,
    }),
  },
);

describe('read your writes', () => {
  it('holds under any sequence of crashes, returns, lags, pauses and promotions', () => {
    let served = 0;
    fc.assert(
      fc.property(fc.array(event, { minLength: 10, maxLength: 80 }), (events) => {
        const cluster = new Cluster();
        for (const index of NAMES.keys()) cluster.probe(index);
        for (const each of events) served += cluster.take(each);
      }),
      { numRuns: 3000 },
    );
    // The property says nothing unless replicas really serve.
    expect(served).toBeGreaterThan(1000);
  });
});

class Cluster {
  readonly servers: Server[] = NAMES.map((name, index) => ({
    name,
    alive: true,
    recovering: index > 0,
    timeline: 1,
    lsn: 0n,
    paused: false,
    receiving: index > 0,
  }));
  readonly known: Known[] = NAMES.map(() => ({}));
  readonly timelines = new Timelines();
  current?: string;
  /** The last acknowledged write. */
  token?: { timeline: number; lsn: bigint };

  /** Returns 1 when a replica served a read that needed a position. */
  take(event: Event): number {
    if (event.kind === 'read') return this.read(event.turn);
    if (event.kind === 'write') this.write(event.bytes);
    else this.change(event.kind, event.node, 'bytes' in event ? BigInt(event.bytes) : 0n);
    return 0;
  }

  // Written where the application believes the primary to be, if that really takes writes.
  write(bytes: number): void {
    const { primary } = this.view();
    const server = this.servers.find(({ name }) => name === primary?.name);
    if (!server?.alive || server.recovering) return;
    if (this.noticed()) expect(server).toBe(this.newestPrimary());
    server.lsn += BigInt(bytes);
    this.token = { timeline: server.timeline, lsn: server.lsn };
  }

  change(kind: Exclude<Event['kind'], 'read' | 'write'>, index: number, bytes: bigint): void {
    const server = this.servers[index] as Server;
    const source = this.newestPrimary();
    if (kind === 'probe') this.probe(index);
    if (kind === 'pause' || kind === 'resume') server.paused = server.recovering && kind === 'pause';
    if (kind === 'disconnect') server.receiving = false;
    if (kind === 'reconnect' && server.recovering && source && server.lsn <= source.lsn) {
      Object.assign(server, { receiving: true, timeline: source.timeline });
    }
    if (
      kind === 'replay' &&
      server.alive &&
      server.receiving &&
      !server.paused &&
      source?.timeline === server.timeline
    ) {
      server.lsn = min(server.lsn + bytes, source.lsn);
    }
    if (kind === 'crash') this.crash(index);
    if (kind === 'start') server.alive = true;
    if (kind === 'promote') this.promote(server);
  }

  // Every connection breaks, which the application notices: nothing is known of the node any more.
  crash(index: number): void {
    const server = this.servers[index] as Server;
    server.alive = false;
    // A standby that crashed may come back at an earlier position than it had reached.
    if (server.recovering) server.lsn -= min(server.lsn, 10n);
    this.known[index] = {};
  }

  // As an operator does it: the primary is dead, and the furthest of the living is promoted.
  promote(server: Server): void {
    const living = this.servers.filter(({ alive, recovering }) => alive && recovering);
    const furthest = living.reduce((best, each) => (each.lsn > best ? each.lsn : best), 0n);
    if (!server.alive || !server.recovering || this.newestPrimary()?.alive || server.lsn < furthest) return;
    const timeline = Math.max(...this.servers.map((each) => each.timeline)) + 1;
    Object.assign(server, { recovering: false, receiving: false, paused: false, timeline });
    for (const each of this.servers) if (each !== server) each.receiving = false;
    // What the old primary had not sent is lost; the promise is about what survived.
    if (this.token && this.token.lsn > server.lsn) this.token = undefined;
  }

  probe(index: number): void {
    const server = this.servers[index] as Server;
    if (!server.alive) {
      this.known[index] = {};
      return;
    }
    const known = this.known[index] as Known;
    known.facts = {
      recovering: server.recovering,
      lsn: server.lsn,
      ...((!server.recovering || server.receiving) && { timeline: server.timeline }),
      receiving: server.receiving,
      replayPaused: server.paused,
      systemId: 'ours',
    };
    if (server.recovering) known.provenLsn = server.lsn;
  }

  read(turn: number): number {
    const { token } = this;
    this.view();
    const lsn = token && this.timelines.translate(token);
    // Nothing to see, or only the primary will do.
    if (!token || lsn === undefined) return 0;
    const candidates = this.known.map((known, index) => ({ index, ...known, role: this.state(index).role }));
    const choice = selectNode(candidates, { kind: 'position', lsn }, turn);
    if (!choice) return 0;
    const server = this.servers[choice.node.index] as Server;
    // One that must be asked answers with the truth, and serves only when that is enough.
    // An old primary whose end has not been noticed yet cannot be told from a good one: that is what fencing is for.
    if (!server.recovering && server !== this.newestPrimary() && !this.noticed()) return 0;
    if (!server.alive || (choice.proof === 'ask' && server.lsn < lsn)) return 0;
    expect(server.lsn).toBeGreaterThanOrEqual(token.lsn);
    expect(server.timeline).toBeGreaterThanOrEqual(token.timeline);
    return choice.node.role === 'replica' ? 1 : 0;
  }

  view() {
    const view = findPrimary(this.reports(), this.timelines.current, this.current);
    this.timelines.enter(view.timeline);
    if (view.primary?.facts) this.timelines.observe(view.primary.facts);
    this.current = view.primary?.name;
    return view;
  }

  state(index: number): NodeState {
    return judge(this.reports()[index] as NodeReport, this.view(), LIMITS);
  }

  reports(): NodeReport[] {
    return this.known.map(({ facts }, index) => ({
      name: NAMES[index] as string,
      facts,
      lagMs: 0,
      suspect: false,
      fresh: false,
    }));
  }

  /** Whether the application has heard of the newest timeline, from any node. */
  noticed(): boolean {
    return this.timelines.current === this.newestPrimary()?.timeline;
  }

  newestPrimary(): Server | undefined {
    const newest = Math.max(...this.servers.map(({ timeline }) => timeline));
    return this.servers.find(({ recovering, timeline }) => !recovering && timeline === newest);
  }
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
