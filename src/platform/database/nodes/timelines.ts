import { FURTHEST, type WalPosition } from '../../../shared/wal-position.js';
import type { NodeFacts } from './node-facts.js';

/** Remembers which timeline the cluster is on, and what positions of older ones mean on it. */
export class Timelines {
  /** The highest timeline ever seen; 0 before any was. */
  current = 0;
  #start?: bigint;

  /** Another timeline was seen, on a node or in a client's token. Returns whether it is newer. */
  enter(timeline: number): boolean {
    if (timeline <= this.current) return false;
    this.current = timeline;
    this.#start = undefined;
    return true;
  }

  /** The primary of the current timeline was seen: what survived of older timelines lies before its position. */
  observe(primary: NodeFacts): void {
    if (primary.timeline === this.current) this.#start ??= primary.lsn;
  }

  /**
   * What a position means on the current timeline. One of an older timeline becomes the first position seen of this
   * one. Undefined when that cannot be told, so only the primary will do.
   */
  translate({ timeline, lsn }: WalPosition): bigint | undefined {
    if (timeline === this.current) return lsn;
    return timeline < this.current && timeline !== FURTHEST.timeline ? this.#start : undefined;
  }
}
