/** What a read asks of the node that serves it. */
export type ReadNeed =
  /** Any healthy node. */
  | { kind: 'any' }
  /** A node that has replayed the log up to `lsn` of the current timeline. */
  | { kind: 'position'; lsn: bigint }
  | { kind: 'primary' };

/** A node as the selector sees it. */
export interface ReadCandidate {
  role: 'primary' | 'replica' | 'out';
  /** The node is known to have replayed this; undefined when nothing is known. */
  provenLsn?: bigint;
}

/** `proven`: serves as it is. `ask`: serves once it says that it has replayed what is needed. */
export interface Choice<T> {
  node: T;
  proof: 'proven' | 'ask';
}

/**
 * Chooses the node for a read: replicas in turn, those known to be far enough first; the primary when there is none.
 * Undefined when nobody can serve it now.
 *
 * @param turn counts up with every read, so that equal replicas get equal shares
 */
export function selectNode<T extends ReadCandidate>(
  nodes: readonly T[],
  need: ReadNeed,
  turn: number,
): Choice<T> | undefined {
  const primary = nodes.find(({ role }) => role === 'primary');
  const proven = (node: T | undefined): Choice<T> | undefined => node && { node, proof: 'proven' };
  if (need.kind === 'primary') return proven(primary);
  const replicas = nodes.filter(({ role }) => role === 'replica');
  if (need.kind === 'any') return proven(inTurn(replicas, turn) ?? primary);
  const past = replicas.filter(({ provenLsn }) => provenLsn !== undefined && provenLsn >= need.lsn);
  if (past.length > 0) return proven(inTurn(past, turn));
  const next = inTurn(replicas, turn);
  return next ? { node: next, proof: 'ask' } : proven(primary);
}

function inTurn<T>(nodes: readonly T[], turn: number): T | undefined {
  return nodes[turn % nodes.length];
}
