import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { notFound } from '../../shared/app-error.js';
import { UserSummary } from './user-summary.entity.js';

@Injectable()
export class UserSummariesService {
  constructor(@InjectRepository(UserSummary) private readonly summaries: Repository<UserSummary>) {}

  /** Throws `user_not_found`. */
  async get(userId: number): Promise<UserSummary> {
    const summary = await this.summaries.findOneBy({ userId });
    if (!summary) throw notFound('user', userId);
    return summary;
  }
}
