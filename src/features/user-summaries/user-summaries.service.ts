import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Cache } from '../../platform/cache/cache.js';
import { notFound } from '../../shared/app-error.js';
import { postsOfTag } from '../posts/post.cache.js';
import { USERS, userTag } from '../users/user.cache.js';
import { userSummaryCache } from './user-summary.cache.js';
import { UserSummary } from './user-summary.entity.js';

@Injectable()
export class UserSummariesService {
  constructor(
    private readonly cache: Cache,
    @InjectRepository(UserSummary) private readonly summaries: Repository<UserSummary>,
  ) {}

  /** Throws `user_not_found`. */
  async get(userId: number): Promise<UserSummary> {
    const summary = await this.cache.read<UserSummary | null>(userSummaryCache, {
      id: userId,
      tags: [userTag(userId), postsOfTag(userId)],
      tagsOf: (found) => (found ? [] : [USERS]),
      load: () => this.summaries.findOneBy({ userId }),
    });
    if (!summary) throw notFound('user', userId);
    return summary;
  }
}
