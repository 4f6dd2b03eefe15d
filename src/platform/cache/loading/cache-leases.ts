import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { WalPosition } from '../../../shared/wal-position.js';
import { DatabaseCluster } from '../../database/nodes/cluster.js';
import { primaryPosition } from '../../database/nodes/primary-position.js';
import { ACQUIRE, RELEASE, RENEW } from '../store/cache-scripts.js';
import { CacheStore } from '../store/cache-store.js';
import { fromSortable, sortable, tagKey } from '../store/cache-tags.js';
import type { Patience } from '../store/patience.js';
import { LEASE_MS, RENEW_MS, TAG_TTL_MS } from '../store/cache-times.js';

/** How a value may be loaded. */
export interface Grant {
  /** Whether nobody else in the fleet loads it: then it may be kept, with this token. */
  isLeased: boolean;
  token: string;
  /** What is loaded from now on is right as of this clock … */
  clock: number;
  /** … if it is read here or further on; as the tags have it, and for the database. */
  at: string;
  position?: WalPosition;
}

const QUESTIONS = 3;

/** Sees to it that one process in the fleet loads a value, for as long as it lives. */
@Injectable()
export class CacheLeases {
  constructor(
    private readonly store: CacheStore,
    private readonly cluster: DatabaseCluster,
  ) {}

  /**
   * Undefined while Redis is away.
   *
   * @param isOpen whether the value will tell what else it was made of: then that must have been read, too
   */
  async acquire(
    key: string,
    tags: readonly string[],
    isOpen: boolean,
    patience?: Patience,
  ): Promise<Grant | undefined> {
    const token = randomUUID();
    let asked: (string | number)[] = ['', ''];
    for (let question = 0; question < QUESTIONS; question += 1) {
      const args = [token, LEASE_MS, TAG_TTL_MS, isOpen ? 1 : 0, ...asked];
      const keys = [leaseKey(key), ...tags.map(tagKey)];
      const answer = await this.store.attempt((client) => ACQUIRE.run(client, keys, args), patience);
      if (!answer) return undefined;
      const [leased, clock, at] = answer as [number, string, string];
      if (leased >= 0)
        return { isLeased: leased === 1, token, clock: Number(clock), at, position: fromSortable(at) };
      const position = await primaryPosition(this.cluster).catch(() => undefined);
      // No primary: what replicas have is the newest there is.
      if (!position) break;
      asked = [clock, sortable(position)];
    }
    return { isLeased: false, token, clock: 0, at: '' };
  }

  /** Has the lease while `work` runs. It ends by itself when this process does; with what is kept it is given back. */
  async holding<T extends { isKept: boolean }>(
    key: string,
    grant: Grant,
    work: () => Promise<T>,
  ): Promise<T> {
    const renew = () =>
      this.store.attempt((client) => RENEW.run(client, [leaseKey(key)], [grant.token, LEASE_MS]));
    const timer = setInterval(() => void renew(), RENEW_MS).unref();
    let isKept = false;
    try {
      const result = await work();
      isKept = result.isKept;
      return result;
    } finally {
      clearInterval(timer);
      if (!isKept) this.release(key, grant);
    }
  }

  /** Gives the lease back, if it is ours still, so that nobody waits for its end. */
  release(key: string, { token }: Grant): void {
    void this.store.attempt((client) => RELEASE.run(client, [leaseKey(key)], [token]));
  }
}

export function leaseKey(key: string): string {
  return `lease:${key}`;
}
