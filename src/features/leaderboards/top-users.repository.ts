import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Ranked } from '../../platform/rankings/ranking.js';
import type { UserCounters } from '../counters/user-counters.entity.js';

export interface TopUser {
  id: number;
  name: string;
  postCount: number;
}

@Injectable()
export class TopUsersRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Who has published something, the most first. The index of counts is read from its end, as far as asked. */
  list(limit: number): Promise<TopUser[]> {
    return this.dataSource
      .getRepository<UserCounters>('UserCounters')
      .createQueryBuilder('counters')
      .innerJoin('counters.user', 'user')
      .select(['user.id AS id', 'user.name AS name', 'counters.postCount AS "postCount"'])
      .where('counters.postCount > 0')
      .orderBy('counters.postCount', 'DESC')
      .addOrderBy('counters.userId', 'DESC')
      .limit(limit)
      .getRawMany<TopUser>();
  }

  /** As above, without names. */
  first(limit: number): Promise<Ranked[]> {
    return this.dataSource
      .getRepository<UserCounters>('UserCounters')
      .createQueryBuilder('counters')
      .select(['counters.userId AS id', 'counters.postCount AS score'])
      .where('counters.postCount > 0')
      .orderBy('counters.postCount', 'DESC')
      .addOrderBy('counters.userId', 'DESC')
      .limit(limit)
      .getRawMany<Ranked>();
  }

  /** How much each of these has published; nothing, too, and those who are not there. */
  async of(userIds: readonly number[]): Promise<Ranked[]> {
    const rows = await this.dataSource
      .getRepository<UserCounters>('UserCounters')
      .createQueryBuilder('counters')
      .select(['counters.userId AS id', 'counters.postCount AS score'])
      .where('counters.userId = ANY(:userIds)', { userIds })
      .getRawMany<Ranked>();
    const scores = new Map(rows.map(({ id, score }) => [id, score]));
    return userIds.map((id) => ({ id, score: scores.get(id) ?? 0 }));
  }
}
