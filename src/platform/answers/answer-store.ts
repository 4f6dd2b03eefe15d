import { Injectable } from '@nestjs/common';
import { recordCacheRead } from '../cache/cache-metrics.js';
import { HotKeys } from '../cache/near/hot-keys.js';
import { NearCache } from '../cache/near/near-cache.js';
import { CacheChanges } from '../cache/changes/cache-changes.js';
import { CacheStore } from '../cache/store/cache-store.js';
import { namespaceTag, tagKey } from '../cache/store/cache-tags.js';
import { TAG_TTL_MS } from '../cache/store/cache-times.js';
import type { UsedValues } from '../context/cache-use.js';
import { byteReplies } from '../redis/byte-replies.js';
import { FIND_ANSWER, KEEP_ANSWER } from './answer-scripts.js';
import { type KeptAnswer, keptAnswer } from './kept-answer.js';

/** An answer, and since when it is known to be right. */
export interface FoundAnswer {
  answer: KeptAnswer;
  /** Milliseconds since 1970. */
  storedAt: number;
}

// Raised when what is kept of an answer changes.
const PREFIX = 'answer:v1:';
/** They are counted by this name, beside the kinds of values. */
const NAMESPACE = 'answers';
const ALL = tagKey(namespaceTag(NAMESPACE));
/** An answer ends before its values, so that a value is asked for while it can still be refreshed early. */
const SHARE_OF_LIFE = 0.9;

/** Whole answers in cache Redis, and those that are asked for often in this process; each is right as long as its values are. */
@Injectable()
export class AnswerStore {
  readonly #keeping = new Set<string>();

  constructor(
    private readonly store: CacheStore,
    private readonly near: NearCache,
    private readonly hotKeys: HotKeys,
    private readonly changes: CacheChanges,
  ) {}

  /** From this process; undefined when it is not there. Counts the request. */
  findNear(url: string): FoundAnswer | undefined {
    if (this.changes.isBehind) return undefined;
    const entry = this.near.get<KeptAnswer>(PREFIX + url);
    if (entry) recordCacheRead(NAMESPACE, 'HIT', true);
    return entry && { answer: entry.value, storedAt: entry.storedAt };
  }

  /** From Redis; undefined when there is none that is right, and while Redis is away. */
  async find(url: string): Promise<FoundAnswer | undefined> {
    // What this process could not tell Redis yet, Redis does not know to be wrong.
    if (this.changes.isBehind) return undefined;
    const key = PREFIX + url;
    const askedAt = performance.now();
    const found = await this.store.attempt(
      (client) => FIND_ANSWER.run(byteReplies(client), [key], []) as Promise<Buffer[] | null>,
    );
    if (!found) return void recordCacheRead(NAMESPACE, found === null ? 'MISS' : 'BYPASS');
    const [tags, times, headers, body] = found as [Buffer, Buffer, Buffer, Buffer];
    const [storedAt = 0, freshUntil = 0] = String(times).split(' ').map(Number);
    if (freshUntil <= Date.now()) return undefined;
    const answer = keptAnswer(JSON.parse(String(headers)) as string[], body);
    if (this.hotKeys.isHot(key)) {
      const bytes = body.byteLength + headers.byteLength;
      // Its own memory: what came from Redis is a part of all that came with it.
      const value = { ...answer, body: Buffer.from(body) };
      this.near.offer(key, { value, ...readTags(tags), freshUntil, storedAt, bytes }, askedAt);
    }
    return { answer, storedAt };
  }

  /** Keeps the answer that was made of these values. Never rejects. */
  async keep(url: string, values: UsedValues, headers: readonly string[], body: string): Promise<void> {
    const life = Math.floor((values.freshUntil - Date.now()) * SHARE_OF_LIFE);
    const key = PREFIX + url;
    if (life <= 0 || this.#keeping.has(key)) return;
    this.#keeping.add(key);
    const times = `${values.storedAt} ${Date.now() + life}`;
    const tags = [...values.clocks].map(([tag, clock]) => `${tag} ${clock}`).join(' ');
    const kept = [tags, times, JSON.stringify(headers), body, life, TAG_TTL_MS];
    await this.store.attempt((client) => KEEP_ANSWER.run(client, [key, ALL], kept));
    this.#keeping.delete(key);
  }
}

// All at the clock of the oldest: what is kept near is never more right than it is.
function readTags(tags: Buffer): { tags: string[]; clock: number } {
  const all = String(tags).split(' ');
  const clocks = all.filter((_, index) => index % 2 === 1).map(Number);
  return { tags: all.filter((_, index) => index % 2 === 0), clock: Math.min(...clocks) };
}
