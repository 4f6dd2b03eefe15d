import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { uncached } from '../../platform/cache/uncached.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { malformed } from '../../shared/app-error.js';
import type { Page } from '../../shared/page.js';
import { tagPageCache, TAGS } from './tag.cache.js';
import { TagsRepository } from './tags.repository.js';

@Injectable()
export class TagsService {
  constructor(
    private readonly cache: Cache,
    private readonly tags: TagsRepository,
  ) {}

  /** Names of the tags of published posts, in order. Throws `cursor_invalid`. */
  async list(prefix: string, limit: number, cursor?: string): Promise<Page<string>> {
    const load = () => this.#load(prefix, limit, cursor);
    // With a letter or two there are few; what is typed after that is a search.
    if (cursor !== undefined || prefix.length > 2) return uncached(load);
    return (await this.cache.read(tagPageCache, { id: `${limit}:${prefix}`, tags: [TAGS], load })) ?? load();
  }

  /** Gives new posts their tags: `tags[n]` to the post `postIds[n]`. */
  async add(
    tx: Transaction,
    postIds: readonly number[],
    tags: readonly (readonly string[])[],
  ): Promise<void> {
    const tagged = postIds.flatMap((postId, index) => (tags[index] ?? []).map((tag) => ({ postId, tag })));
    if (tagged.length > 0) await this.tags.add(tx, tagged);
  }

  /** Whoever calls this has locked the post. */
  async replace(tx: Transaction, postId: number, tags: readonly string[]): Promise<void> {
    await this.tags.removeAll(tx, postId);
    await this.add(tx, [postId], [tags]);
  }

  async #load(prefix: string, limit: number, cursor?: string): Promise<Page<string>> {
    const after = cursor === undefined ? '' : decodeCursor(cursor);
    const names = await this.tags.list(prefix, after, limit + 1);
    const items = names.slice(0, limit);
    const last = items.at(-1);
    const isMore = names.length > limit && last !== undefined;
    return { items, limit, ...(isMore && { nextCursor: Buffer.from(last).toString('base64url') }) };
  }
}

function decodeCursor(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString();
  const isOurs = Buffer.from(name).toString('base64url') === cursor && name !== '' && !name.includes('\0');
  if (isOurs) return name;
  throw malformed('cursor', 'cursor_invalid', 'cursor must be one that this list has given.');
}
