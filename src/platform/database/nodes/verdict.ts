import type { NodeFacts } from './node-facts.js';

/** Why a node serves nothing at the moment. */
export type OutCause =
  | 'not_asked_yet'
  | 'unreachable'
  | 'connection_failed'
  | 'replay_paused'
  | 'not_receiving'
  | 'old_timeline'
  | 'lagging'
  | 'second_primary'
  | 'other_cluster';

export type NodeState = { role: 'primary' } | { role: 'replica' } | { role: 'out'; cause: OutCause };

export interface LagLimits {
  maxLagBytes: number;
  maxLagMs: number;
}

/** What is known of a node when its state is decided. */
export interface NodeReport {
  name: string;
  /** Undefined while the node cannot be asked. */
  facts?: NodeFacts;
  /** Milliseconds since the primary wrote what this node has not replayed. */
  lagMs: number;
  /** Whether one of its connections broke since it was last asked. */
  suspect: boolean;
  /** Whether its first answer, or the time-out of it, is still to come. */
  fresh: boolean;
}

export interface ClusterView {
  /** The highest timeline ever seen. A primary of an older one has been replaced and must not be written to. */
  timeline: number;
  primary?: NodeReport;
}

/** Finds the primary: the one node that is not recovering and writes the newest timeline. The current one stays. */
export function findPrimary(reports: readonly NodeReport[], timeline: number, current?: string): ClusterView {
  const newest = Math.max(timeline, ...reports.map(({ facts }) => facts?.timeline ?? 0));
  const fitting = reports.filter(
    ({ facts, suspect }) => facts && !suspect && !facts.recovering && facts.timeline === newest,
  );
  return { timeline: newest, primary: fitting.find(({ name }) => name === current) ?? fitting[0] };
}

/** Decides what a node may serve, by its own facts and the primary's. */
export function judge(report: NodeReport, view: ClusterView, limits: LagLimits): NodeState {
  const { facts, suspect } = report;
  if (!facts) return out(report.fresh ? 'not_asked_yet' : 'unreachable');
  if (suspect) return out('connection_failed');
  if (report.name === view.primary?.name) return { role: 'primary' };
  if (!facts.recovering) return out(facts.timeline === view.timeline ? 'second_primary' : 'old_timeline');
  if (facts.replayPaused) return out('replay_paused');
  return judgeAgainst(view.primary?.facts, report, facts, limits);
}

function judgeAgainst(
  primary: NodeFacts | undefined,
  report: NodeReport,
  facts: NodeFacts,
  limits: LagLimits,
): NodeState {
  // Without a primary there is nothing to receive and nothing to be behind of: reads go on.
  if (!primary) return { role: 'replica' };
  if (facts.systemId !== primary.systemId) return out('other_cluster');
  if (!facts.receiving) return out('not_receiving');
  if (facts.timeline !== undefined && facts.timeline !== primary.timeline) return out('old_timeline');
  const lagBytes = primary.lsn - facts.lsn;
  if (lagBytes > BigInt(limits.maxLagBytes) || report.lagMs > limits.maxLagMs) return out('lagging');
  return { role: 'replica' };
}

function out(cause: OutCause): NodeState {
  return { role: 'out', cause };
}
