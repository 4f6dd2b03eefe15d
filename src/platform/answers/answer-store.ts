import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { recordCacheRead } from '../cache/cache-metrics.js';
import { NearCache } from '../cache/near/near-cache.js';
import { CacheChanges } from '../cache/changes/cache-changes.js';
import { CacheStore } from '../cache/store/cache-store.js';
import { namespaceTag, tagKey } from '../cache/store/cache-tags.js';
import { TAG_TTL_MS } from '../cache/store/cache-times.js';
import { type Moment, TurnReads } from '../cache/store/turn-reads.js';
import type { UsedValues } from '../context/cache-use.js';
import { KEEP_ANSWER } from './answer-script.js';
import { type AnswerHead, answerRest, isStillRight, readAnswerHead } from './answer-text.js';
import type { KeptAnswer } from './kept-answer.js';

/** An answer, where it was, and since when it is known to be right. */
export interface FoundAnswer {
  answer: KeptAnswer;
  from: 'near' | 'redis';
  /** Milliseconds since 1970. */
  storedAt: number;
}

interface KnownHead {
  head: AnswerHead;
  /** When all its tags were last seen to be right; see `Moment.at`. */
  rightAt?: string;
  /** The same by `performance.now()`. */
  checkedAt: number;
}

/** They are counted by this name, beside the kinds of values. */
export const ANSWERS = 'answers';

// Raised when what is kept of an answer changes.
const PREFIX = 'answer:v2:';
const ALL = tagKey(namespaceTag(ANSWERS));
/** An answer ends before its values, so that a value is asked for while it can still be refreshed early. */
const SHARE_OF_LIFE = 0.9;
/** An answer that is kept anew all the time may have other tags each time. */
const MOST_TURNS = 3;
/** Of moments: one follows at once where asking without the tags was in vain, and says nothing of the next reading. */
const CALM = 2;
/** Tags are looked at as often as that, so that a full Redis does not forget them before others. */
const LONGEST_UNSEEN_MS = 10_000;
/** What a process remembers of heads, in characters; what was read of one takes about three times its text. */
const MOST_HEADS = 8_000_000;

/** Whole answers in cache Redis, and those that are asked for often in this process; each is right as long as its values are. */
@Injectable()
export class AnswerStore {
  readonly #keeping = new Set<string>();
  readonly #heads = new LRUCache<string, KnownHead>({
    maxSize: MOST_HEADS,
    sizeCalculation: ({ head }) => 3 * head.text.length,
  });
  #latest?: Moment;
  /** How many moments nothing has been changed for. */
  #calm = 0;

  constructor(
    private readonly store: CacheStore,
    private readonly reads: TurnReads,
    private readonly near: NearCache,
    private readonly changes: CacheChanges,
  ) {}

  /** From this process; undefined when it is not there. Counts the request. */
  findNear(url: string): FoundAnswer | undefined {
    if (this.changes.isBehind) return undefined;
    const entry = this.near.get<KeptAnswer>(PREFIX + url);
    if (entry) recordCacheRead(ANSWERS, 'HIT', true);
    return entry && { answer: entry.value, from: 'near', storedAt: entry.storedAt };
  }

  /** From Redis; undefined when there is none that is right, and while Redis is away. */
  async find(url: string): Promise<FoundAnswer | undefined> {
    // What this process could not tell Redis yet, Redis does not know to be wrong.
    if (this.changes.isBehind) return undefined;
    const key = PREFIX + url;
    const askedAt = performance.now();
    const read = await this.#read(key);
    const found = read && read.head.freshUntil > Date.now() ? read : undefined;
    recordCacheRead(ANSWERS, read === undefined ? 'BYPASS' : found ? 'HIT' : 'MISS');
    if (!found) return undefined;
    const answer = { head: found.head.head, body: found.body };
    if (this.near.wants(key)) this.#offer(key, answer, found.head, askedAt);
    return { answer, from: 'redis', storedAt: found.head.storedAt };
  }

  /** Keeps the answer that was made of these values. Never rejects. */
  async keep(url: string, values: UsedValues, headers: readonly string[], body: string): Promise<void> {
    const life = Math.floor((values.freshUntil - Date.now()) * SHARE_OF_LIFE);
    const key = PREFIX + url;
    if (life <= 0 || this.#keeping.has(key)) return;
    this.#keeping.add(key);
    const { storedAt } = values;
    const tags = [...values.clocks].map(([tag, clock]) => `${tag} ${clock}`).join(' ');
    const rest = answerRest({ headers, storedAt, freshUntil: Date.now() + life }, body);
    await this.store.attempt((client) => KEEP_ANSWER.run(client, [key, ALL], [tags, rest, life, TAG_TTL_MS]));
    this.#keeping.delete(key);
  }

  /**
   * What is kept, if it is right. Null for none, undefined while Redis is away. Where no tag was changed since this one
   * was last seen to be right, it is right; else by its tags, which Redis gives in the same step. Asks again when it has
   * other tags than this process remembers of it, or when something was changed just now.
   */
  async #read(key: string): Promise<{ head: AnswerHead; body: string } | null | undefined> {
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      const known = this.#heads.get(key);
      const rightAt = known && this.#stillRightAt(known);
      const tagKeys = rightAt === undefined ? (known?.head.tagKeys ?? []) : [];
      const moment = await this.reads.read([key, ...tagKeys]);
      const text = moment?.text(key);
      if (!moment || !text) return moment && null;
      this.#note(moment);
      const seen = known && text.startsWith(known.head.text) ? known : this.#learn(key, text);
      const { head } = seen;
      const isAsBefore = rightAt !== undefined && rightAt === moment.at && seen === known;
      const isChecked = rightAt === undefined && isSame(head.tagKeys, tagKeys);
      if (isChecked && !isStillRight(head, tagKeys.map(moment.text))) return null;
      if (isChecked) Object.assign(seen, { rightAt: moment.at, checkedAt: performance.now() });
      if (isAsBefore || isChecked) return { head, body: text.slice(head.text.length) };
    }
    return null;
  }

  /** When it was right, if that is likely to hold: asking without its tags is in vain where something was changed. */
  #stillRightAt({ rightAt, checkedAt }: KnownHead): string | undefined {
    const isLikely = this.#calm >= CALM && rightAt === this.#latest?.at;
    return isLikely && performance.now() - checkedAt < LONGEST_UNSEEN_MS ? rightAt : undefined;
  }

  #note(moment: Moment): void {
    if (moment === this.#latest) return;
    this.#calm = moment.at === this.#latest?.at ? this.#calm + 1 : 0;
    this.#latest = moment;
  }

  #learn(key: string, text: string): KnownHead {
    const learnt = { head: readAnswerHead(text), checkedAt: 0 };
    this.#heads.set(key, learnt);
    return learnt;
  }

  #offer(key: string, value: KeptAnswer, head: AnswerHead, askedAt: number): void {
    const { tags, clocks, text, storedAt, freshUntil } = head;
    // All at the clock of the oldest: what is kept near is never more right than it is.
    const clock = Math.min(...clocks);
    const bytes = value.body.length + text.length;
    this.near.offer(key, { value, tags, clock, storedAt, freshUntil, bytes }, askedAt);
  }
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some === others || (some.length === others.length && some.every((each, at) => each === others[at]));
}
