import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { Post } from '../../src/features/posts/post.entity.js';
import { User } from '../../src/features/users/user.entity.js';
import { selectRows } from '../../src/platform/database/select-rows.js';
import { createPost } from '../builders/a-post.ts';
import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  const [ada, bob] = [await createUser(api), await createUser(api)];
  for (const author of [ada, ada, bob]) await createPost(api, author.id);
});

/** What both ways to read make of one query, in a transaction because that reads from the primary. */
async function readBothWays<T extends User | Post>(
  build: (tx: EntityManager) => SelectQueryBuilder<T>,
): Promise<{ rows: T[]; entities: T[] }> {
  return api.dataSource.transaction(async (tx) => ({
    rows: await selectRows(build(tx)),
    entities: await build(tx).getMany(),
  }));
}

const posts = (tx: EntityManager) => tx.createQueryBuilder(Post, 'post').orderBy('post.id');

describe('selectRows reads what getMany reads', () => {
  it('for a table alone', async () => {
    const { rows, entities } = await readBothWays((tx) =>
      tx.createQueryBuilder(User, 'user').orderBy('user.id'),
    );
    expect(rows).toHaveLength(2);
    expect(rows[0]).toBeInstanceOf(User);
    expect(rows).toStrictEqual(entities);
  });

  it('for chosen columns of a joined row, also one that several rows share', async () => {
    const { rows, entities } = await readBothWays((tx) =>
      posts(tx).innerJoin('post.author', 'author').addSelect(['author.id', 'author.name']),
    );
    expect(rows).toHaveLength(3);
    expect(rows).toStrictEqual(entities);
  });

  it('for a join that finds nothing', async () => {
    const { rows, entities } = await readBothWays((tx) =>
      posts(tx).leftJoinAndSelect('post.author', 'author', '1 = 0'),
    );
    expect(rows[0]).toHaveProperty('author', null);
    expect(rows).toStrictEqual(entities);
  });

  it('for chosen columns of the table itself', async () => {
    const { rows, entities } = await readBothWays((tx) => posts(tx).select(['post.id', 'post.createdAt']));
    expect(Object.keys(rows[0] ?? {})).toEqual(['id', 'createdAt']);
    expect(rows).toStrictEqual(entities);
  });
});
