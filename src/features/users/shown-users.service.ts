import { Injectable } from '@nestjs/common';
import { Cache } from '../../platform/cache/cache.js';
import { Cached } from '../../platform/cache/cached.decorator.js';
import { uncached } from '../../platform/cache/uncached.js';
import { notFound } from '../../shared/app-error.js';
import { inOrderOf } from '../../shared/in-order-of.js';
import type { Page, PageRequest } from '../../shared/page.js';
import { rowsById } from '../../shared/rows-by-id.js';
import { USER_NAMES, USERS, userCache, userPageCache, userTag } from './user.cache.js';
import type { ShownUser } from './user.entity.js';
import type { UserSort } from './user-sorts.js';
import { type UserFilter, UsersRepository } from './users.repository.js';

/** Users as they are shown, from the cache where it has them. Whatever is decided by a user asks UsersService. */
@Injectable()
export class ShownUsersService {
  constructor(
    private readonly cache: Cache,
    private readonly users: UsersRepository,
  ) {}

  /** Throws `user_not_found`. */
  async get(id: number): Promise<ShownUser> {
    const user = await this.find(id);
    if (!user) throw notFound('user', id);
    return user;
  }

  @Cached(userCache, (id: number) => ({ id, tags: [userTag(id)], tagsOf: tagsOfAbsence }))
  private async find(id: number): Promise<ShownUser | null> {
    return (await this.users.find(id)) ?? null;
  }

  /** Those there are, in the order of `ids`. */
  async findAll(ids: readonly number[]): Promise<ShownUser[]> {
    const found = await this.cache.readMany(userCache, {
      ids,
      tagsOfId: (id: number) => [userTag(id)],
      tagsOf: tagsOfAbsence,
      load: async (missing) => rowsById(missing, await this.users.findAll(missing)),
    });
    return inOrderOf(
      ids,
      [...found.values()].filter((user) => user !== null),
    );
  }

  /** Beginnings of lists are kept; not what was searched for, and not the pages behind, which few ask for. */
  async list(filter: UserFilter, sort: UserSort, request: PageRequest): Promise<Page<ShownUser>> {
    const load = () => this.users.list(filter, sort, request);
    const { limit, page, cursor } = request;
    const isKept = filter.name === undefined && filter.email === undefined && cursor === undefined;
    if (!isKept || (page ?? 1) > PAGES) return uncached(load);
    const read = await this.cache.read(userPageCache, {
      id: [sort, limit, page ?? ''].join(':'),
      tags: sort.endsWith('name') ? [USERS, USER_NAMES] : [USERS],
      tagsOf: ({ items }) => items.map(({ id }) => userTag(id)),
      load,
    });
    return read ?? load();
  }
}

const PAGES = 5;

// That there is nobody with this id is over when somebody is added.
function tagsOfAbsence(user: ShownUser | null): readonly string[] {
  return user ? [] : [USERS];
}
