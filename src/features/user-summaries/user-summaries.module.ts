import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UserSummariesController } from './user-summaries.controller.js';
import { UserSummariesService } from './user-summaries.service.js';
import { UserSummary } from './user-summary.entity.js';

/** What the API serves of what users have published in all. */
@Module({
  imports: [TypeOrmModule.forFeature([UserSummary])],
  providers: [UserSummariesService],
  controllers: [UserSummariesController],
})
export class UserSummariesHttpModule {}
