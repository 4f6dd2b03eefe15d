import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { selectRows } from '../../platform/database/select-rows.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { PostTag } from './post-tag.entity.js';
import { Tag } from './tag.entity.js';

// Sorts after everything that starts with what stands before it.
const LAST_CHARACTER = '\u{10FFFF}';

@Injectable()
export class TagsRepository {
  constructor(@InjectRepository(Tag) private readonly tags: Repository<Tag>) {}

  /** Tags of published posts that start with `prefix` and come after `after`, by name. */
  async list(prefix: string, after: string, limit: number): Promise<string[]> {
    const builder = this.tags
      .createQueryBuilder('tag')
      .where('tag.name >= :prefix AND tag.name < :end AND tag.name > :after', {
        prefix,
        end: prefix + LAST_CHARACTER,
        after,
      })
      .andWhere(
        // Asked of one tag after the other: as an EXISTS it would be a join over all posts.
        `(SELECT true FROM post_tags JOIN posts ON posts.id = post_tags.post_id
          WHERE post_tags.tag = tag.name AND posts.published_at IS NOT NULL LIMIT 1)`,
      )
      .orderBy('tag.name')
      .limit(limit);
    return (await selectRows(builder)).map(({ name }) => name);
  }

  /** Adds tags to posts; a tag that nobody has used before is made. */
  async add(tx: Transaction, tagged: readonly Pick<PostTag, 'postId' | 'tag'>[]): Promise<void> {
    const names = tagged.map(({ tag }) => tag);
    // In one order for everybody: of two who make the same tags at once, the second waits, and there is no deadlock.
    await tx.manager.query(
      `INSERT INTO tags (name) SELECT DISTINCT name FROM unnest($1::text[]) AS name ORDER BY name
       ON CONFLICT DO NOTHING`,
      [names],
    );
    await tx.manager.query(
      `INSERT INTO post_tags (post_id, tag) SELECT * FROM unnest($1::bigint[], $2::text[])`,
      [tagged.map(({ postId }) => postId), names],
    );
  }

  async removeAll(tx: Transaction, postId: number): Promise<void> {
    await tx.repository(PostTag).delete({ postId });
  }
}
